package import TelemetryModel
package import TelemetryStorage

extension QueryEngine {
  /// Offers all spans that started in a range, in portions of bounded size, newest portion first.
  ///
  /// Has no deadline, since it may move everything that is stored: its consumer sets the pace and ends it by throwing.
  package func export(
    _ range: TimeRange, _ visit: (SpanBatch) throws(QueryError) -> Void
  ) throws(QueryError) {
    try scan(ScanHint(timeRange: range)) { portion throws(QueryError) in
      let batch = try portion.batch()
      let rows = (0..<batch.count).filter { range.contains(batch.startTimes[$0]) }
      if rows.count == batch.count {
        if !batch.isEmpty { try visit(batch) }
      } else if !rows.isEmpty {
        var selected = SpanBatch()
        selected.append(contentsOf: batch, rows: rows)
        try visit(selected)
      }
      return .continue
    }
  }

  /// Offers all points of metrics with times in a range, in portions of bounded size, those that arrived first before
  /// others. A source that keeps none has no portions.
  package func exportMetrics(
    _ range: TimeRange, _ visit: (MetricBatch) throws(QueryError) -> Void
  ) throws(QueryError) {
    guard let metricSource else { return }
    var failure: QueryError?
    try reading { () throws(StoreError) in
      try metricSource.scanMetrics(range) { (portion) throws(StoreError) in
        let batch = try portion.load(in: range)
        do throws(QueryError) {
          if !batch.isEmpty { try visit(batch) }
          return .continue
        } catch {
          failure = error
          return .stop
        }
      }
    }
    if let failure { throw failure }
  }
}
