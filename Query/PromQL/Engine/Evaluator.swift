/// Evaluates an expression at all steps of a grid at once.
///
/// Each selector is read once for the whole range. Recursion is as deep as the expression, which the parser bounds.
struct Evaluator {
  let source: any SeriesSource
  let limits: PromQLLimits
  let grid: StepGrid
  /// The range of the query itself, which `start()` and `end()` mean within subqueries, too. It may end after the last
  /// step.
  let queryRange: ClosedRange<Int64>
  let budget: QueryBudget
  let notes: PromQLNotes

  init(
    source: some SeriesSource, limits: PromQLLimits, grid: StepGrid, queryRange: ClosedRange<Int64>, notes: PromQLNotes
  ) {
    self.source = source
    self.limits = limits
    self.grid = grid
    self.queryRange = queryRange
    budget = QueryBudget(limits)
    self.notes = notes
  }

  private init(_ other: Evaluator, grid: StepGrid) {
    source = other.source
    limits = other.limits
    self.grid = grid
    queryRange = other.queryRange
    budget = other.budget
    notes = other.notes
  }

  /// The same query at other steps.
  func at(_ grid: StepGrid) -> Evaluator { Evaluator(self, grid: grid) }

  /// When this returns, what its parts held is given back, and the operand itself is held.
  func evaluate(_ expression: Expression) throws(PromQLError) -> Operand {
    let heldBefore = budget.held
    var operand: Operand
    if expression.isStepInvariant, grid.count > 1 {
      operand = try at(.single(grid.start)).evaluate(expression)
      budget.release(to: heldBefore)
      try budget.require(operand.sampleCount * grid.count)
      operand = operand.repeated(grid.count)
    } else {
      operand = try evaluateOnce(expression)
      budget.release(to: heldBefore)
    }
    try budget.hold(operand.sampleCount)
    return operand
  }

  private func evaluateOnce(_ expression: Expression) throws(PromQLError) -> Operand {
    switch expression.kind {
    case .number(let value): .scalar(try constant(value))
    case .string(let text): .string(text)
    case .parentheses(let inner): try evaluate(inner)
    case .selector(let selector): .vector(try instant(selector))
    case .negation(let inner): try negate(inner)
    case .binary(let operation): try binary(operation)
    case .aggregation(let aggregation): .vector(try aggregate(aggregation))
    case .call(let call): try self.call(call)
    case .range, .subquery: throw PromQLError(.execution, "a range vector where only an instant vector has a meaning")
    }
  }

  func constant(_ value: Double) throws(PromQLError) -> [Double] {
    try budget.require(grid.count)
    return Array(repeating: value, count: grid.count)
  }

  /// The type check leaves nothing else where a vector is due.
  func vector(_ expression: Expression) throws(PromQLError) -> [Track] {
    guard case .vector(let tracks) = try evaluate(expression) else {
      throw PromQLError(.execution, "expected an instant vector")
    }
    return tracks
  }

  func scalar(_ expression: Expression) throws(PromQLError) -> [Double] {
    guard case .scalar(let values) = try evaluate(expression) else {
      throw PromQLError(.execution, "expected a scalar")
    }
    return values
  }

  /// A scalar that should be a share between 0 and 1.
  func quantile(_ expression: Expression) throws(PromQLError) -> [Double] {
    let values = try scalar(expression)
    if let invalid = values.first(where: { !($0 >= 0 && $0 <= 1) }) {
      notes.warn("quantile value should be between 0 and 1, got \(SampleText.decimal(invalid))")
    }
    return values
  }

  func string(_ expression: Expression) throws(PromQLError) -> String {
    guard case .string(let text) = try evaluate(expression) else {
      throw PromQLError(.execution, "expected a string")
    }
    return text
  }

  private func negate(_ inner: Expression) throws(PromQLError) -> Operand {
    switch try evaluate(inner) {
    case .scalar(let values): return .scalar(values.map { -$0 })
    case .vector(let tracks):
      return .vector(
        try mapped(tracks) { value, _ in
          switch value {
          case .float(let value): .float(-value)
          case .histogram(let histogram): .histogram(histogram.scaled(by: -1))
          }
        })
    case .string(let text): return .string(text)
    }
  }

  /// Replaces each value or leaves it out, and drops the name of the metric.
  func mapped(
    _ tracks: [Track], keepingName: Bool = false, _ change: (SampleValue, Int) -> SampleValue?
  ) throws(PromQLError) -> [Track] {
    try budget.require(tracks.count * grid.count)
    var result: [Track] = []
    result.reserveCapacity(tracks.count)
    for track in tracks {
      try budget.work(grid.count)
      var changed = Track(labels: keepingName ? track.labels : track.labels.withoutMetricName, stepCount: grid.count)
      for step in 0..<grid.count {
        if let value = track[step], let newValue = change(value, step) { changed[step] = newValue }
      }
      if !changed.isEmpty { result.append(changed) }
    }
    return try result.united()
  }

  /// Replaces each float and leaves histograms out.
  func mappedFloats(_ tracks: [Track], _ change: (Double, Int) -> Double?) throws(PromQLError) -> [Track] {
    try mapped(tracks) { value, step in
      guard case .float(let float) = value else { return nil }
      return change(float, step).map { .float($0) }
    }
  }
}

extension Operand {
  /// The same at many steps as at the only one.
  fileprivate func repeated(_ count: Int) -> Operand {
    switch self {
    case .scalar(let values): return .scalar(Array(repeating: values[0], count: count))
    case .string: return self
    case .vector(let tracks):
      return .vector(
        tracks.map { track in
          Track(
            labels: track.labels, values: Array(repeating: track.values[0], count: count),
            histograms: track.histograms.isEmpty ? [] : Array(repeating: track.histograms[0], count: count))
        })
    }
  }
}
