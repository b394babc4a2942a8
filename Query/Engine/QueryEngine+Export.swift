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
}
