import TelemetryModel
import TelemetryStorage

extension SegmentStore {
  /// Every log segment as far as retention goes, those that were set aside included.
  func logRetentionCandidates() throws(StoreError) -> [Retention.Candidate] {
    try readLogs { (reader, catalog) throws(StoreError) in
      let candidates = catalog.entries.map { entry in
        Retention.Candidate(
          id: entry.id, latestStart: entry.times.end, arrived: entry.arrived, recordCount: entry.recordCount,
          byteCount: entry.byteCount)
      }
      return try candidates + reader.damagedLogSegments()
    }
  }
}

extension SegmentReader {
  fileprivate func damagedLogSegments() throws(StoreError) -> [Retention.Candidate] {
    var result: [Retention.Candidate] = []
    try SQLiteStatement(connection, "SELECT id, t1, arrived, records, bytes FROM log_segment WHERE is_damaged = 1")
      .forEachRow { row in
        result.append(
          Retention.Candidate(
            id: row.integer(0), latestStart: Timestamp(latestStored: row.integer(1)),
            arrived: Timestamp(earliestStored: row.integer(2)), recordCount: Int(UInt32(clamping: row.integer(3))),
            byteCount: Int(UInt32(clamping: row.integer(4)))))
      }
    return result
  }
}
