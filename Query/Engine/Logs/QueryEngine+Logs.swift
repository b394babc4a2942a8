package import TelemetryModel
package import TelemetryStorage

extension QueryEngine {
  /// How many rows are looked at between two looks at the clock.
  private static let rowsBetweenChecks = 4_096

  /// The first records that fulfil a query, in its order. Copies that a sender sent again are left out.
  ///
  /// Stops as soon as no later portion can hold one of the first.
  package func logs(_ query: LogQuery) throws(QueryError) -> LogPage {
    var first = FirstRecords(query)
    try scanLogs(query) { (portion, batch, accepts) throws(QueryError) in
      let edge = query.order == .newestFirst ? portion.times.end : portion.times.start
      if first.isBeyondBound(edge) { return .stop }
      let batch = try batch()
      try first.offer(batch) { (row) throws(QueryError) in try accepts(row, batch) }
      guard first.byteCount <= limits.resultByteCount else {
        throw QueryError(
          .resultTooLarge, "the records found hold more than \(limits.resultByteCount >> 20) MiB; lower the limit")
      }
      return .continue
    }
    return first.page()
  }

  /// What the bodies of the records that fulfil a query have in common. Limit and position of the query do not count.
  package func patterns(_ query: LogQuery) throws(QueryError) -> LogPatterns {
    var query = query
    query.after = nil
    var patterns = LogPatternCount()
    try scanLogs(query) { (_, batch, accepts) throws(QueryError) in
      let batch = try batch()
      try patterns.add(batch) { (row) throws(QueryError) in try accepts(row, batch) }
      return .continue
    }
    return patterns.finish()
  }

  /// Offers all records of a range, in portions of bounded size, newest portion first. Has no deadline, as `export`.
  package func exportLogs(
    _ range: TimeRange, _ visit: (LogBatch) throws(QueryError) -> Void
  ) throws(QueryError) {
    var hint = LogScanHint()
    hint.times = range
    try scan(hint, .newestFirst) { portion throws(QueryError) in
      let batch = try load(portion)
      let rows = (0..<batch.count).filter { range.contains(batch.effectiveTime(of: $0)) }
      if rows.count == batch.count {
        if !batch.isEmpty { try visit(batch) }
      } else if !rows.isEmpty {
        var selected = LogBatch()
        selected.append(contentsOf: batch, rows: rows)
        try visit(selected)
      }
      return .continue
    }
  }

  /// Offers each portion with what loads it and what tells which of its rows fulfil the query, within the deadline.
  func scanLogs(
    _ query: LogQuery,
    _ visit: (
      LogPortion, _ load: () throws(QueryError) -> LogBatch,
      _ accepts: (Int, LogBatch) throws(QueryError) -> Bool
    ) throws(QueryError) -> ScanStep
  ) throws(QueryError) {
    try query.validate()
    let deadline = Deadline(after: limits.timeout)
    try scan(query.hint(keys: correlationKeys), query.order) { portion throws(QueryError) in
      try deadline.check()
      var matcher: LogMatcher?
      var rowCount = 0
      return try visit(
        portion,
        { () throws(QueryError) in
          let batch = try load(portion)
          matcher = batch.isEmpty ? nil : LogMatcher(query, batch, keys: correlationKeys)
          return matcher == nil ? LogBatch() : batch
        },
        { (row, batch) throws(QueryError) in
          rowCount += 1
          if rowCount % Self.rowsBetweenChecks == 0 { try deadline.check() }
          return matcher?.accepts(row, in: batch) ?? false
        })
    }
  }

  func load(_ portion: LogPortion) throws(QueryError) -> LogBatch {
    try reading { () throws(StoreError) in try portion.load() }
  }

  /// A source that keeps no log records has no portions.
  func scan(
    _ hint: LogScanHint, _ order: LogOrder, _ visit: (LogPortion) throws(QueryError) -> ScanStep
  ) throws(QueryError) {
    guard let logSource else { return }
    var failure: QueryError?
    do throws(StoreError) {
      try logSource.scanLogs(hint, order) { portion throws(StoreError) in
        do throws(QueryError) {
          return try visit(portion)
        } catch {
          failure = error
          return .stop
        }
      }
    } catch {
      throw QueryError(error)
    }
    if let failure { throw failure }
  }
}
