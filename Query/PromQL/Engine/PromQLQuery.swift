/// A parsed query, ready to be evaluated at any times.
///
/// Parse it with `init`, then ask `instant` or `range`. Both run on the caller's thread, which they block: they read from
/// the store. `notes` collects warnings.
package struct PromQLQuery: Sendable {
  package let expression: Expression

  package init(_ text: String) throws(PromQLError) { expression = try Parser.parse(text) }

  /// The answer at one moment, in milliseconds since 1970.
  package func instant(
    at time: Int64, from source: some SeriesSource, limits: PromQLLimits = PromQLLimits(),
    notes: PromQLNotes = PromQLNotes()
  ) throws(PromQLError) -> PromQLAnswer {
    try Self.check(time)
    let grid = StepGrid.single(time)
    let evaluator = Evaluator(source: source, limits: limits, grid: grid, queryRange: time...time, notes: notes)
    if expression.type == .rangeVector {
      let window = try evaluator.ranges(of: expression)
      return .matrix(
        window.series.compactMap { series in
          let points = window.indexes(of: series, at: 0).map { index in
            PromQLAnswer.Point(time: series.timestamps[index], value: series[index])
          }
          return points.isEmpty ? nil : PromQLAnswer.MatrixSeries(labels: series.labels, points: points)
        }.sorted { $0.labels < $1.labels })
    }
    switch try evaluator.evaluate(expression) {
    case .scalar(let values): return .scalar(PromQLAnswer.Point(time: time, value: values[0]))
    case .string(let text): return .string(PromQLAnswer.Point(time: time, value: text))
    case .vector(let tracks):
      return .vector(
        tracks.compactMap { track in
          track[0].map {
            PromQLAnswer.VectorSample(labels: track.labels, point: PromQLAnswer.Point(time: time, value: $0))
          }
        })
    }
  }

  /// The answers at `start`, `start + step`, and so on up to `end`, in milliseconds since 1970.
  package func range(
    from start: Int64, through end: Int64, step: Int64, from source: some SeriesSource,
    limits: PromQLLimits = PromQLLimits(), notes: PromQLNotes = PromQLNotes()
  ) throws(PromQLError) -> PromQLAnswer {
    try Self.check(start)
    try Self.check(end)
    guard start <= end else { throw PromQLError(.badData, "end timestamp must not be before start time") }
    guard step > 0 else {
      throw PromQLError(
        .badData, "zero or negative query resolution step widths are not accepted. Try a positive integer")
    }
    let count = (end - start) / step + 1
    guard count <= limits.stepCount else {
      throw PromQLError(
        .badData,
        "exceeded maximum resolution of \(limits.stepCount) points per timeseries. "
          + "Try decreasing the query resolution (?step=XX)")
    }
    guard expression.type == .scalar || expression.type == .instantVector else {
      throw PromQLError(
        .badData,
        "invalid expression type \(expression.type.rawValue.quoted) for range query, must be Scalar or instant Vector")
    }
    let grid = StepGrid(start: start, step: step, count: Int(count))
    let evaluator = Evaluator(source: source, limits: limits, grid: grid, queryRange: start...end, notes: notes)
    let tracks: [Track]
    switch try evaluator.evaluate(expression) {
    case .scalar(let values): tracks = [Track(labels: .none, values: values)]
    case .vector(let vector): tracks = vector
    case .string: tracks = []
    }
    return .matrix(
      tracks.compactMap { track in
        let points = track.values.indices.compactMap { step in
          track[step].map { PromQLAnswer.Point(time: grid[step], value: $0) }
        }
        return points.isEmpty ? nil : PromQLAnswer.MatrixSeries(labels: track.labels, points: points)
      }.sorted { $0.labels < $1.labels })
  }

  private static func check(_ time: Int64) throws(PromQLError) {
    guard time.magnitude <= PromQLLimits.timeMilliseconds.magnitude else {
      throw PromQLError(.badData, "a time more than \(PromQLLimits.timeMilliseconds) milliseconds from 1970")
    }
  }
}
