extension Evaluator {
  func call(_ call: FunctionCall) throws(PromQLError) -> Operand {
    let arguments = call.arguments
    if let change = MathFunctions.elementwise(call.function) {
      return .vector(try mappedFloats(try vector(arguments[0])) { value, _ in change(value) })
    }
    if let part = CalendarPart(call.function) { return .vector(try calendar(part, arguments)) }
    switch call.function {
    case .round:
      let tracks = try vector(arguments[0])
      let steps = arguments.count > 1 ? try scalar(arguments[1]) : try constant(1)
      return .vector(try mappedFloats(tracks) { MathFunctions.round($0, toNearest: steps[$1]) })
    case .clamp, .clampMin, .clampMax: return .vector(try clamp(call))

    case .histogramQuantile: return .vector(try histogramQuantile(arguments))
    case .histogramFraction, .histogramCount, .histogramSum, .histogramAverage:
      return .vector(try histogramPart(call))

    case .labelReplace: return .vector(try replaceLabel(arguments))
    case .labelJoin: return .vector(try joinLabels(arguments))

    case .absent: return .vector(try absent(arguments[0]))
    case .absentOverTime: return .vector(try absentOverTime(arguments[0]))
    case .sort: return .vector(sorted(try vector(arguments[0]), isDescending: false))
    case .sortDescending: return .vector(sorted(try vector(arguments[0]), isDescending: true))

    case .scalar: return .scalar(try single(arguments[0]))
    case .vector: return .vector([Track(labels: .none, values: try scalar(arguments[0]))])
    case .time: return .scalar(try constant(0).indices.map { Double(grid[$0]) / 1000 })
    case .pi: return .scalar(try constant(.pi))
    case .timestamp: return .vector(try timestamp(arguments[0]))
    default: return .vector(try overRange(call))
    }
  }

  private func clamp(_ call: FunctionCall) throws(PromQLError) -> [Track] {
    let tracks = try vector(call.arguments[0])
    let first = try scalar(call.arguments[1])
    switch call.function {
    case .clampMin: return try mappedFloats(tracks) { MathFunctions.maximum(first[$1], $0) }
    case .clampMax: return try mappedFloats(tracks) { MathFunctions.minimum(first[$1], $0) }
    default:
      let last = try scalar(call.arguments[2])
      return try mappedFloats(tracks) { value, step in
        if last[step] < first[step] { return nil }
        return MathFunctions.maximum(first[step], MathFunctions.minimum(last[step], value))
      }
    }
  }

  /// The value of the only series; NaN at steps that have none or several.
  private func single(_ argument: Expression) throws(PromQLError) -> [Double] {
    var values = try constant(.nan)
    var counts = Array(repeating: 0, count: grid.count)
    for track in try vector(argument) {
      try budget.work(grid.count)
      for step in 0..<grid.count where track.isPresent(step) {
        counts[step] += 1
        values[step] = counts[step] == 1 ? track.float(step) ?? .nan : .nan
      }
    }
    return values
  }

  /// Of a selector, the samples' own times; of anything else, the step's.
  private func timestamp(_ argument: Expression) throws(PromQLError) -> [Track] {
    if case .selector(let selector) = argument.unwrapped.kind {
      return try mappedFloats(try sampleTimes(selector)) { value, _ in value }
    }
    return try mapped(try vector(argument)) { _, step in .float(Double(grid[step]) / 1000) }
  }

  /// Order matters at one moment only; a range's answer is ordered by labels. NaN comes last either way.
  private func sorted(_ tracks: [Track], isDescending: Bool) -> [Track] {
    guard grid.count == 1 else { return tracks }
    return tracks.enumerated().sorted { left, right in
      let (one, other) = (left.element.values[0], right.element.values[0])
      if one == other || (one.isNaN && other.isNaN) { return left.offset < right.offset }
      if one.isNaN || other.isNaN { return other.isNaN }
      return isDescending ? one > other : one < other
    }.map(\.element)
  }
}
