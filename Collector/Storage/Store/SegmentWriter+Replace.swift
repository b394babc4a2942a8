import TelemetryStorage

extension SegmentWriter {
  /// Removes segments and inserts others in one transaction: readers see the old ones or the new ones.
  ///
  /// The rollups of the old ones go with them, for those of the new ones count the same spans.
  ///
  /// - Throws: `unavailable` when one of the old ones is gone already; nothing is changed then.
  func replace(_ removed: [Int64], with inserted: [StoredSegment], _ rollups: [StoredRollup]) throws(StoreError) {
    var written = Written()
    try inTransaction { () throws(StoreError) in
      // First, so that the new ones take the pages of the old ones: fewer are written, and the file does not grow.
      for id in removed where try !remove(id) {
        throw StoreError(.unavailable, "\(connection.path): segment \(id) is gone")
      }
      for segment in inserted { try insert(segment, &written) }
      try deleteRollups(removed)
      try insert(rollups)
    }
    checkpointIfDue()
  }

  /// Removes segments, whole or set aside, in one transaction. Those that are gone already are left out.
  func remove(_ ids: [Int64]) throws(StoreError) {
    try inTransaction { () throws(StoreError) in
      let removeDamaged = try SQLiteStatement(connection, "DELETE FROM damaged_segment WHERE id = ?")
      for id in ids where try !remove(id) {
        try removeDamaged.run(.integer(id))
        if try !removeLogSegment(id) { try removeMetricSegment(id) }
      }
    }
    checkpointIfDue()
  }

  private func remove(_ id: Int64) throws(StoreError) -> Bool {
    try removeSegment.run(.integer(id))
    return connection.changedRowCount == 1
  }

  /// Moves the row of a segment to `damaged_segment`; its parts stay where they are.
  ///
  /// - Returns: Whether there was such a segment.
  func setAside(_ id: Int64) throws(StoreError) -> Bool {
    var isFound = false
    try inTransaction { () throws(StoreError) in
      try SQLiteStatement(
        connection,
        """
        INSERT OR REPLACE INTO damaged_segment (id, level, t0, t1, spans, traces, summary, trace_filter, arrived, bytes)
          SELECT id, level, t0, t1, spans, traces, summary, trace_filter, arrived, bytes FROM segment WHERE id = ?
        """
      ).run(.integer(id))
      isFound = try remove(id)
    }
    checkpointIfDue()
    return isFound
  }
}

extension SegmentWriter {
  func freePageCount() throws(StoreError) -> Int { Int(clamping: try connection.number("PRAGMA freelist_count")) }

  /// Bytes of the file that hold something.
  func usedByteCount() throws(StoreError) -> Int {
    let pageCount = try connection.number("PRAGMA page_count") - connection.number("PRAGMA freelist_count")
    return Int(
      clamping: try pageCount.multipliedReportingOverflow(by: connection.number("PRAGMA page_size")).partialValue)
  }

  /// Shortens the file by up to so many pages. The file itself becomes shorter at the next checkpoint.
  func giveSpaceBack(pageCount: Int) throws(StoreError) {
    try inTransaction { () throws(StoreError) in try connection.execute("PRAGMA incremental_vacuum(\(pageCount))") }
    checkpointIfDue()
  }

  /// Empties the WAL, if no reader stands in the way.
  func emptyLog() {
    if hasLog { checkpoint(.truncate, 0) }
  }
}
