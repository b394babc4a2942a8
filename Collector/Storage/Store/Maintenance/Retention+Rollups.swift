import TelemetryModel
import TelemetryStorage

extension Retention {
  /// Removes up to `stepCount` rollups that are due, of those whose segments are gone.
  ///
  /// By age, and when `retainBytes` is set, also those beyond their share of it: they must not crowd out spans.
  mutating func removeOldRollups(of store: SegmentStore) throws(StoreError) -> Int {
    let uptime = store.clock.uptimeNanoseconds()
    guard uptime >= nextLookAtRollups else { return 0 }
    let (oldest, newest) = try store.readRaw { (reader) throws(StoreError) in
      (try reader.oldestRollups(Self.stepCount), try reader.newestRollup())
    }
    let end = trustedTime(store.clock, newest: newest?.time).moved(back: options.retainRollups)
    var due = oldest.filter { $0.time < end }
    if due.isEmpty, let limit = options.retainBytes {
      let used = try store.readRaw { (reader) throws(StoreError) in try reader.byteCountOfRollupsAlone() }
      var excess = used - limit / StoreLimits.rollupShareOfRetainedBytes
      for candidate in oldest where excess > 0 {
        due.append(candidate)
        excess -= candidate.byteCount
      }
    }
    if due.isEmpty {
      nextLookAtRollups = uptime &+ Self.pauseBetweenLooksAtRollups.nanoseconds
      return 0
    }
    let ids = due.map(\.id)
    try store.withWriter { (writer) throws(StoreError) in try writer.removeRollups(ids) }
    return ids.count
  }

  private static let pauseBetweenLooksAtRollups = Duration.seconds(30)
}

extension SegmentReader {
  private static let byteCount =
    "length(data) + coalesce((SELECT length(data) FROM rollup_hours WHERE rollup_hours.id = rollup.id), 0)"
  private static let columns = "SELECT id, last_minute, arrived, spans, \(byteCount) FROM rollup"

  /// Rollups whose segments are gone, the oldest first.
  fileprivate func oldestRollups(_ limit: Int) throws(StoreError) -> [Retention.Candidate] {
    try candidates(
      """
      \(Self.columns) WHERE id NOT IN (SELECT id FROM segment) AND id NOT IN (SELECT id FROM damaged_segment)
        ORDER BY last_minute LIMIT \(limit)
      """)
  }

  func newestRollup() throws(StoreError) -> Retention.Candidate? {
    try candidates("\(Self.columns) ORDER BY last_minute DESC LIMIT 1").first
  }

  fileprivate func byteCountOfRollupsAlone() throws(StoreError) -> Int {
    Int(
      clamping: try connection.number(
        "SELECT coalesce(sum(\(Self.byteCount)), 0) FROM rollup WHERE id NOT IN (SELECT id FROM segment)"))
  }

  private func candidates(_ sql: String) throws(StoreError) -> [Retention.Candidate] {
    var result: [Retention.Candidate] = []
    try SQLiteStatement(connection, sql).forEachRow { row in
      // The end of its last minute.
      let (end, overflows) = (row.integer(1) &+ 1).multipliedReportingOverflow(by: 60_000_000_000)
      result.append(
        Retention.Candidate(
          id: row.integer(0), latestStart: Timestamp(latestStored: overflows ? .max : end),
          arrived: Timestamp(earliestStored: row.integer(2)), spanCount: Int(UInt32(clamping: row.integer(3))),
          byteCount: Int(UInt32(clamping: row.integer(4)))))
    }
    return result
  }
}
