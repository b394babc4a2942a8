import TelemetryStorage

/// What one row of a table of segments says, before its blobs are decoded.
protocol SegmentRow: Identifiable where ID == Int64 {
  /// The table, and the noun for its rows in messages.
  static var table: String { get }
  /// The table of one row that counts the segments as they come and go.
  static var meta: String { get }
  static var columns: String { get }
  /// What is true of rows that are not set aside.
  static var isSound: String { get }

  init(_ row: borrowing SQLiteRow)
}

extension SegmentRow {
  static var noun: String { table.split(separator: "_").joined(separator: " ") }
}

/// A reading connection's view of the segments of one signal.
final class SegmentTable<Row: SegmentRow> {
  private let connection: SQLiteConnection
  private let stateStatement: SQLiteStatement
  private let rowsAfter: SQLiteStatement
  private let rowWithID: SQLiteStatement
  private let ids: SQLiteStatement

  init(_ connection: SQLiteConnection) throws(StoreError) {
    self.connection = connection
    let table = Row.table
    stateStatement = try SQLiteStatement(
      connection,
      """
      SELECT removals, coalesce((SELECT max(id) FROM \(table) WHERE \(Row.isSound)), 0), segments, segment_ids
        FROM \(Row.meta)
      """)
    rowsAfter = try SQLiteStatement(
      connection, "SELECT \(Row.columns) FROM \(table) WHERE id > ? AND \(Row.isSound) ORDER BY id")
    rowWithID = try SQLiteStatement(connection, "SELECT \(Row.columns) FROM \(table) WHERE id = ? AND \(Row.isSound)")
    ids = try SQLiteStatement(connection, "SELECT id FROM \(table) WHERE \(Row.isSound) ORDER BY id")
  }

  /// What the transaction sees that has begun.
  func state() throws(StoreError) -> SegmentTableState {
    var result: SegmentTableState?
    try stateStatement.forEachRow { row in
      let census = SegmentCensus(segmentCount: row.integer(2), idSum: row.integer(3))
      result = SegmentTableState(removalCount: row.integer(0), newestID: row.integer(1), census: census)
    }
    guard let result else { throw StoreError(.corrupt, "\(connection.path): the table \(Row.meta) is empty") }
    return result
  }

  /// Offers the segments that are newer than `id`, by rising ID.
  func forEachRow(after id: Int64, _ visit: (Row) -> Void) throws(StoreError) {
    try rowsAfter.forEachRow(id) { row in visit(Row(row)) }
  }

  /// The segment with this ID, if there is one that is not set aside.
  func row(_ id: Int64) throws(StoreError) -> Row? {
    var result: Row?
    try rowWithID.forEachRow(id) { row in result = Row(row) }
    return result
  }

  /// The IDs of all segments that are not set aside.
  func allIDs() throws(StoreError) -> Set<Int64> {
    var result: Set<Int64> = []
    try ids.forEachRow { row in result.insert(row.integer(0)) }
    return result
  }

  /// What is wrong with the count of the segments.
  func checkCensus(_ ids: some Collection<Int64>) throws(StoreError) -> [CheckFinding] {
    var findings: [CheckFinding] = []
    if try connection.number("SELECT count(*) FROM \(Row.meta)") != 1 {
      findings.append(CheckFinding(part: Row.meta, "it has not one row"))
    }
    if SegmentCensus(ids) != (try state().census) {
      findings.append(CheckFinding(part: Row.table, "rows are missing, or there are more than were written"))
    }
    return findings
  }
}

/// What a transaction sees of a table of segments. Equal states mean equal segments.
struct SegmentTableState: Equatable {
  var removalCount: Int64 = 0
  var newestID: Int64 = 0
  /// What was counted as segments came and went.
  var census = SegmentCensus()
}

/// How many segments there are, and the sum of their IDs modulo 2^32.
struct SegmentCensus: Equatable {
  var segmentCount: Int64 = 0
  var idSum: Int64 = 0
}

extension SegmentCensus {
  init(_ ids: some Sequence<Int64>) {
    for id in ids {
      segmentCount += 1
      idSum = (idSum + (id & 0xFFFF_FFFF)) & 0xFFFF_FFFF
    }
  }
}
