import Rollups
import TelemetryModel
import TelemetryStorage

extension SegmentReader {
  /// A row of `rollup` without its bytes.
  struct RollupRow {
    let id: Int64
    let minutes: (first: Int64, last: Int64)
    let spanCount: Int64
    let arrived: Timestamp

    fileprivate static let columns = "id, first_minute, last_minute, spans, arrived"

    fileprivate init(_ row: borrowing SQLiteRow) {
      id = row.integer(0)
      minutes = (row.integer(1), row.integer(2))
      spanCount = row.integer(3)
      arrived = Timestamp(earliestStored: row.integer(4))
    }
  }

  /// The rollups that count spans of these minutes, by rising last minute.
  func rollups(in minutes: ClosedRange<Minute>) throws(StoreError) -> [RollupRow] {
    var rows: [RollupRow] = []
    // A damaged index must not make a rollup count twice.
    var known: Set<Int64> = []
    try SQLiteStatement(
      connection,
      "SELECT \(RollupRow.columns) FROM rollup WHERE last_minute >= ? AND first_minute <= ? ORDER BY last_minute"
    ).forEachRow(Int64(minutes.lowerBound), Int64(minutes.upperBound)) { row in
      if known.insert(row.integer(0)).inserted { rows.append(RollupRow(row)) }
    }
    return rows
  }

  func allRollupIDs() throws(StoreError) -> [Int64] {
    var ids: [Int64] = []
    try SQLiteStatement(connection, "SELECT id FROM rollup NOT INDEXED ORDER BY id").forEachRow { row in
      ids.append(row.integer(0))
    }
    return ids
  }

  /// The level-1 segments that have no rollup: an older Skein made them, or their rollups were damaged and removed.
  func segmentsWithoutRollup() throws(StoreError) -> [Int64] {
    var ids: [Int64] = []
    try SQLiteStatement(
      connection, "SELECT id FROM segment WHERE level = 1 AND id NOT IN (SELECT id FROM rollup) ORDER BY id"
    ).forEachRow { row in ids.append(row.integer(0)) }
    return ids
  }

  func rollupRow(_ id: Int64) throws(StoreError) -> RollupRow? {
    var result: RollupRow?
    try SQLiteStatement(connection, "SELECT \(RollupRow.columns) FROM rollup WHERE id = ?")
      .forEachRow(id) { row in result = RollupRow(row) }
    return result
  }

  /// The stored bytes of a rollup; `nil` when there is none.
  func rollupBytes(_ id: Int64) throws(StoreError) -> [UInt8]? {
    var bytes: [UInt8]?
    try rollupData.forEachRow(id) { row in bytes = row.bytes(0) }
    return bytes
  }

  /// The stored bytes of a rollup by hours; `nil` when it is stored by minutes alone.
  func rollupHoursBytes(_ id: Int64) throws(StoreError) -> [UInt8]? {
    var bytes: [UInt8]?
    try rollupHours.forEachRow(id) { row in bytes = row.bytes(0) }
    return bytes
  }
}

extension ClosedRange<Minute> {
  /// Whether hours tell as much as minutes of what a rollup counts here: no bound of the range divides an hour of it.
  func canBeReadByHours(_ minutes: (first: Int64, last: Int64)) -> Bool {
    (minutes.first >= Int64(lowerBound) || lowerBound.isMultiple(of: 60))
      && (minutes.last <= Int64(upperBound) || (Int64(upperBound) + 1).isMultiple(of: 60))
  }
}
