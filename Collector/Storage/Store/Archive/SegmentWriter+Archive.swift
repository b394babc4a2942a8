import SegmentFormat
import TelemetryModel
import TelemetryStorage

extension SegmentWriter {
  /// The highest ID that an archived trace or segment has.
  static func highestArchiveID(_ connection: SQLiteConnection) throws(StoreError) -> Int64 {
    guard try connection.number("SELECT count(*) FROM sqlite_schema WHERE name = 'archived_segment'") == 1 else {
      return 0
    }
    return try connection.number(
      """
      SELECT max(coalesce((SELECT max(id) FROM archived_segment), 0), coalesce((SELECT max(id) FROM archived_trace), 0))
      """)
  }

  /// Keeps a trace in place of an earlier copy of it, all in one transaction.
  func archive(_ id: TraceID, _ spans: SpanBatch, _ logs: LogBatch) throws(StoreError) -> ArchivedTrace {
    let time = options.clock.now()
    var byteCount = 0
    do {
      try inTransaction { () throws(StoreError) in
        try deleteArchived(id)
        let archiveID = try reserveID()
        let insert = try SQLiteStatement(connection, "INSERT INTO archived_segment VALUES (?, ?, ?, ?)")
        try SegmentPacking.forEachSegment(of: [spans], rowLimit: options.segmentSpanCount) {
          (batch) throws(StoreError) in
          var encoder = LevelZeroEncoder()
          let segmentID = try reserveID()
          let bytes = encoder.encode(batch, segmentID: segmentID, .archived).bytes
          try insert.run(.integer(segmentID), .integer(archiveID), .integer(0), .blob(bytes))
          byteCount += bytes.count
        }
        try SegmentPacking.forEachSegment(of: [logs], rowLimit: options.segmentRecordCount) {
          (batch) throws(StoreError) in
          let segmentID = try reserveID()
          let bytes = logEncoder.encode(batch, segmentID: segmentID, .archived).bytes
          try insert.run(.integer(segmentID), .integer(archiveID), .integer(1), .blob(bytes))
          byteCount += bytes.count
        }
        try checkRoom(for: byteCount)
        try SQLiteStatement(connection, "INSERT INTO archived_trace VALUES (?, ?, ?, ?, ?, ?, ?)").run(
          .integer(archiveID), .integer(id.storedHigh), .integer(id.storedLow), .integer(time.stored),
          .integer(Int64(spans.count)), .integer(Int64(logs.count)), .integer(Int64(byteCount)))
      }
    } catch {
      counters.failedCommits.add()
      throw error
    }
    counters.commits.add()
    checkpointIfDue()
    return ArchivedTrace(
      traceID: id, time: time, spanCount: spans.count, recordCount: logs.count, byteCount: byteCount)
  }

  /// Removes a copy; whether there was one.
  func removeFromArchive(_ id: TraceID) throws(StoreError) -> Bool {
    var isFound = false
    try inTransaction { () throws(StoreError) in
      try deleteArchived(id)
      isFound = connection.changedRowCount == 1
    }
    checkpointIfDue()
    return isFound
  }

  /// Bytes that the archive holds.
  func archivedByteCount() throws(StoreError) -> Int {
    Int(clamping: try connection.number("SELECT coalesce(sum(bytes), 0) FROM archived_trace"))
  }

  private func deleteArchived(_ id: TraceID) throws(StoreError) {
    try SQLiteStatement(connection, "DELETE FROM archived_trace WHERE trace_high = ? AND trace_low = ?")
      .run(.integer(id.storedHigh), .integer(id.storedLow))
  }

  private func checkRoom(for byteCount: Int) throws(StoreError) {
    let used = try archivedByteCount()
    let (total, overflow) = used.addingReportingOverflow(byteCount)
    guard !overflow, total <= options.archiveByteCount else {
      throw StoreError(
        .full,
        "\(connection.path): the archive holds \(used) of \(options.archiveByteCount) bytes, and the trace takes "
          + "\(byteCount); remove traces with `skein archive remove`, or raise --archive-bytes")
    }
  }
}

extension TraceID {
  /// The halves as SQLite keeps them.
  var storedHigh: Int64 { Int64(bitPattern: high) }
  var storedLow: Int64 { Int64(bitPattern: low) }

  init(storedHigh: Int64, storedLow: Int64) {
    self.init(high: UInt64(bitPattern: storedHigh), low: UInt64(bitPattern: storedLow))
  }
}
