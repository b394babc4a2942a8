import TelemetryStorage

extension SegmentWriter {
  private static let insertion = """
    INSERT OR REPLACE INTO rollup (id, first_minute, last_minute, spans, arrived, data)
      SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE EXISTS (SELECT 1 FROM segment WHERE id = ?1)
    """

  private static let insertionOfHours = """
    INSERT OR REPLACE INTO rollup_hours (id, data) SELECT ?1, ?2 WHERE EXISTS (SELECT 1 FROM rollup WHERE id = ?1)
    """

  /// Adds the rollups of segments that are there, in the transaction that is under way. Those of others are left out.
  func insert(_ rollups: [StoredRollup]) throws(StoreError) {
    let statement = try SQLiteStatement(connection, Self.insertion)
    let hours = try SQLiteStatement(connection, Self.insertionOfHours)
    let removal = try SQLiteStatement(connection, "DELETE FROM rollup_hours WHERE id = ?")
    for rollup in rollups {
      try statement.run(
        .integer(rollup.id), .integer(Int64(rollup.firstMinute)), .integer(Int64(rollup.lastMinute)),
        .integer(Int64(rollup.spanCount)), .integer(rollup.arrived.stored), .blob(rollup.data))
      if let data = rollup.hours {
        try hours.run(.integer(rollup.id), .blob(data))
      } else {
        try removal.run(.integer(rollup.id))
      }
    }
  }

  /// Adds the rollup of a segment that has none, or a damaged one, unless the segment has gone away meanwhile.
  func backfill(_ rollup: StoredRollup) throws(StoreError) {
    try inTransaction { () throws(StoreError) in try insert([rollup]) }
    checkpointIfDue()
  }

  /// Removes rollups in the transaction that is under way.
  func deleteRollups(_ ids: [Int64]) throws(StoreError) {
    let statement = try SQLiteStatement(connection, "DELETE FROM rollup WHERE id = ?")
    for id in ids { try statement.run(.integer(id)) }
  }

  func removeRollups(_ ids: [Int64]) throws(StoreError) {
    try inTransaction { () throws(StoreError) in try deleteRollups(ids) }
    checkpointIfDue()
  }
}
