import TelemetryModel

extension ScanHint {
  /// What spans have that fulfil both conditions.
  func intersection(_ other: ScanHint) -> ScanHint {
    guard let timeRange = timeRange.intersection(other.timeRange),
      let duration = durationNanoseconds.intersection(other.durationNanoseconds)
    else { return .never }
    var result = ScanHint(timeRange: timeRange)
    result.durationNanoseconds = duration
    result.operations = Self.operations(operations, and: other.operations)
    result.statusCodes = statusCodes.map { codes in other.statusCodes.map(codes.intersection) ?? codes }
    if statusCodes == nil { result.statusCodes = other.statusCodes }
    result.attributes = Array((attributes + other.attributes).prefix(ScanLimits.attributeCount))
    return result.isNever ? .never : result
  }

  /// What spans have that fulfil one of two conditions.
  func union(_ other: ScanHint) -> ScanHint {
    if isNever { return other }
    if other.isNever { return self }
    var result = ScanHint(timeRange: timeRange.union(other.timeRange))
    result.durationNanoseconds = durationNanoseconds.union(other.durationNanoseconds)
    if let mine = operations, let others = other.operations,
      mine.count + others.count <= ScanLimits.alternativeCount
    {
      result.operations = mine + others.filter { !mine.contains($0) }
    }
    if let mine = statusCodes, let others = other.statusCodes { result.statusCodes = mine.union(others) }
    if let mine = attributes.first, let others = other.attributes.first,
      mine.alternatives.count + others.alternatives.count <= ScanLimits.alternativeCount
    {
      result.attributes = [AttributeChoice(alternatives: mine.alternatives + others.alternatives)]
    }
    return result
  }

  private static func operations(_ left: [OperationChoice]?, and right: [OperationChoice]?) -> [OperationChoice]? {
    guard let left, let right else { return left ?? right }
    var result: [OperationChoice] = []
    for first in left {
      for second in right {
        guard let choice = first.intersection(second), !result.contains(choice) else { continue }
        result.append(choice)
        if result.count > ScanLimits.alternativeCount { return left.count < right.count ? left : right }
      }
    }
    return result
  }
}

extension ScanHint.OperationChoice {
  /// `nil` when they contradict each other.
  fileprivate func intersection(_ other: Self) -> Self? {
    func isCompatible(_ left: String?, _ right: String?) -> Bool {
      guard let left, let right else { return true }
      return left.utf8.elementsEqual(right.utf8)
    }
    guard isCompatible(service, other.service), isCompatible(operation, other.operation),
      kind == nil || other.kind == nil || kind == other.kind
    else { return nil }
    return Self(
      service: service ?? other.service, operation: operation ?? other.operation, kind: kind ?? other.kind)
  }
}

extension ClosedRange {
  fileprivate func intersection(_ other: ClosedRange) -> ClosedRange? { overlaps(other) ? clamped(to: other) : nil }

  fileprivate func union(_ other: ClosedRange) -> ClosedRange {
    Swift.min(lowerBound, other.lowerBound)...Swift.max(upperBound, other.upperBound)
  }
}
