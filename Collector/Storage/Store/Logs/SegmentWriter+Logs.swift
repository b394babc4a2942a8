import SegmentFormat
import TelemetryModel
import TelemetryStorage

extension SegmentWriter {
  /// The highest ID that a log segment has or had.
  static func highestLogID(_ connection: SQLiteConnection) throws(StoreError) -> Int64 {
    guard try connection.number("SELECT count(*) FROM sqlite_schema WHERE name = 'log_meta'") == 1 else { return 0 }
    return try connection.number(
      "SELECT max(coalesce((SELECT max(id) FROM log_segment), 0), (SELECT highest_removed FROM log_meta))")
  }

  /// Commits the batches in one transaction, as one segment, or as several when they are very large.
  func append(_ batches: [LogBatch]) throws(StoreError) {
    var written = LogWritten()
    do {
      let arrived = options.clock.now()
      try inTransaction { () throws(StoreError) in
        try SegmentPacking.forEachSegment(of: batches, rowLimit: options.segmentRecordCount) {
          (batch) throws(StoreError) in
          let id = try reserveID()
          let segment = logEncoder.encode(batch, segmentID: id)
          try insert([StoredLogSegment(segment, id: id, level: 0, arrived: arrived)], &written)
        }
      }
    } catch {
      counters.failedCommits.add()
      throw error
    }
    counters.add(written)
    checkpointIfDue()
  }

  /// Removes log segments and inserts others in one transaction: readers see the old ones or the new ones.
  ///
  /// - Throws: `unavailable` when one of the old ones is gone already; nothing is changed then.
  func replaceLogs(_ removed: [Int64], with inserted: [StoredLogSegment]) throws(StoreError) {
    var written = LogWritten()
    try inTransaction { () throws(StoreError) in
      try insert(inserted, &written)
      for id in removed where try !removeLogSegment(id) {
        throw StoreError(.unavailable, "\(connection.path): log segment \(id) is gone")
      }
    }
    checkpointIfDue()
  }

  /// Removes a log segment, whole or set aside, in the transaction that is under way.
  ///
  /// - Returns: Whether there was such a segment.
  @discardableResult
  func removeLogSegment(_ id: Int64) throws(StoreError) -> Bool {
    try SQLiteStatement(connection, "DELETE FROM log_segment WHERE id = ?").run(.integer(id))
    return connection.changedRowCount == 1
  }

  /// Sets a log segment aside; its parts stay where they are.
  ///
  /// - Returns: Whether there was such a segment.
  func setAsideLogs(_ id: Int64) throws(StoreError) -> Bool {
    var isFound = false
    try inTransaction { () throws(StoreError) in
      let update = "UPDATE log_segment SET is_damaged = 1 WHERE id = ? AND is_damaged = 0"
      try SQLiteStatement(connection, update).run(.integer(id))
      isFound = connection.changedRowCount == 1
    }
    checkpointIfDue()
    return isFound
  }

  private func insert(_ segments: [StoredLogSegment], _ written: inout LogWritten) throws(StoreError) {
    let insertPart = try SQLiteStatement(connection, "INSERT INTO log_segment_part VALUES (?, ?)")
    let insertSegment = try SQLiteStatement(
      connection,
      """
      INSERT INTO log_segment (id, level, t0, t1, records, arrived, bytes, summary, trace_filter)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    for stored in segments {
      for (part, bytes) in stored.parts {
        try insertPart.run(.integer(PartID.of(stored.id, part: part)), .blob(bytes))
      }
      let segment = stored.segment
      try insertSegment.run(
        .integer(stored.id), .integer(Int64(stored.level)), .integer(segment.earliestTime.stored),
        .integer(segment.latestTime.stored), .integer(Int64(segment.recordCount)), .integer(stored.arrived.stored),
        .integer(Int64(stored.byteCount)), .blob(segment.summary), .blob(segment.traceFilter))
      written.segmentCount += 1
      written.recordCount += segment.recordCount
      written.byteCount += stored.byteCount
    }
  }
}

/// What one commit of log records wrote.
struct LogWritten {
  var segmentCount = 0
  var recordCount = 0
  var byteCount = 0
}

extension StoreCounters {
  fileprivate func add(_ written: LogWritten) {
    commits.add()
    committedLogRecords.add(written.recordCount)
    committedSegments.add(written.segmentCount)
    committedBytes.add(written.byteCount)
  }
}
