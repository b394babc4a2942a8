package import TelemetryModel

/// What a scan is looking for, as far as a store can use it to leave portions out.
///
/// Everything it says is necessary: a span that fulfils the condition has it all. Nothing it says is sufficient.
package struct ScanHint: Equatable, Sendable {
  /// Start times of the spans that are looked for.
  package var timeRange: TimeRange
  package var durationNanoseconds: ClosedRange<UInt64>
  /// The span is of one of these; `nil`: of any. Empty: no span is looked for.
  package var operations: [OperationChoice]?
  /// The span's status is one of these; `nil`: any.
  package var statusCodes: Set<SpanStatus.Code>?
  /// The span has, from each of these, at least one attribute.
  package var attributes: [AttributeChoice]

  /// Spans of a service, of an operation, or of both.
  package struct OperationChoice: Equatable, Sendable {
    /// `nil` stands for any.
    package var service: String?
    package var operation: String?
    package var kind: SpanKind?

    package init(service: String? = nil, operation: String? = nil, kind: SpanKind? = nil) {
      self.service = service
      self.operation = operation
      self.kind = kind
    }

    /// Compares texts by their bytes, as conditions do.
    package static func == (left: Self, right: Self) -> Bool {
      left.kind == right.kind && Self.isSame(left.service, right.service)
        && Self.isSame(left.operation, right.operation)
    }

    private static func isSame(_ left: String?, _ right: String?) -> Bool {
      guard let left, let right else { return left == nil && right == nil }
      return left.utf8.elementsEqual(right.utf8)
    }
  }

  /// Exact attributes, of which a span has one at least: as the value itself, or as an element of an array.
  package struct AttributeChoice: Equatable, Sendable {
    package var alternatives: [Alternative]

    package struct Alternative: Equatable, Sendable {
      package var key: String
      /// Neither an array nor a key-value list. Doubles are meant bit by bit.
      package var value: AttributeValue
      /// Where the attribute may stand.
      package var levels: AttributeLevels
    }
  }

  /// The key under which the trace IDs of links count as attributes, their 16 bytes as the value; TraceQL's name for it.
  package static let linkedTraceKey = "link:traceID"

  package init(timeRange: TimeRange = .all, service: String? = nil, operation: String? = nil) {
    self.timeRange = timeRange
    durationNanoseconds = 0 ... .max
    if service != nil || operation != nil {
      operations = [OperationChoice(service: service, operation: operation)]
    }
    attributes = []
  }

  static let never: ScanHint = {
    var hint = ScanHint()
    hint.operations = []
    return hint
  }()
}

extension ScanHint {
  /// Whether no span can fulfil the condition.
  package var isNever: Bool { operations?.isEmpty ?? false || statusCodes?.isEmpty ?? false }

  /// The service that every span looked for belongs to, when there is one.
  package var service: String? { common(\.service) }

  /// The name that every span looked for has, when there is one.
  package var operation: String? { common(\.operation) }

  private func common(_ field: KeyPath<OperationChoice, String?>) -> String? {
    guard let operations, let first = operations.first?[keyPath: field],
      operations.allSatisfy({ $0[keyPath: field].map { $0.utf8.elementsEqual(first.utf8) } ?? false })
    else { return nil }
    return first
  }

  /// Whether a span of this operation may be looked for.
  package func allows(_ operation: ServiceOperation) -> Bool {
    guard let operations else { return true }
    return operations.contains { choice in
      (choice.service.map { $0.utf8.elementsEqual(operation.service.utf8) } ?? true)
        && (choice.operation.map { $0.utf8.elementsEqual(operation.operation.utf8) } ?? true)
        && (choice.kind.map { $0 == operation.kind } ?? true)
    }
  }
}
