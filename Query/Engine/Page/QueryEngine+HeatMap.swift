import TelemetryModel
import TelemetryStorage

extension QueryEngine {
  /// Counts all spans that fulfil a search by time and duration, newest first, until the time is up.
  ///
  /// Reads spans, so its cost is that of a scan; rates of whole services come from rollups (`red`) instead.
  package func heatMap(
    _ search: SpanSearch, columnCount: Int, timeout: Duration
  ) throws(QueryError) -> HeatMap {
    let condition = try search.condition()
    let deadline = Deadline(after: timeout)
    var map = HeatMap(range: search.query.timeRange, columnCount: columnCount)
    let hint = condition.requirements
    if hint.isNever { return map }
    try scan(hint) { portion throws(QueryError) in
      guard !deadline.isOver else {
        map.countedSince = portion.latestStart
        return .stop
      }
      let batch = try portion.batch()
      let compiled = CompiledCondition(condition, for: batch)
      if compiled.isNever { return .continue }
      for row in compiled.rows(in: 0..<batch.count, of: batch) {
        map.add(
          start: batch.startTimes[row], durationNanoseconds: batch.durationNanoseconds(of: row),
          isError: batch.statusCodes[row] == .error)
      }
      return .continue
    }
    return map
  }
}
