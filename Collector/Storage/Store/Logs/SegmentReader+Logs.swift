import SegmentFormat
import TelemetryModel
import TelemetryStorage

extension SegmentReader {
  /// A row of `log_segment`.
  struct LogRow {
    let id: Int64
    let level: Int
    let times: TimeRange
    let arrived: Timestamp
    let recordCount: Int
    let byteCount: Int
    let summary: [UInt8]
    let traceFilter: [UInt8]

    fileprivate static let columns = "id, level, t0, t1, arrived, records, bytes, summary, trace_filter"

    fileprivate init(_ row: borrowing SQLiteRow) {
      id = row.integer(0)
      level = Int(UInt8(clamping: row.integer(1)))
      // What cannot be true is no bound.
      times =
        TimeRange(start: Timestamp(earliestStored: row.integer(2)), end: Timestamp(latestStored: row.integer(3)))
        ?? .all
      arrived = Timestamp(earliestStored: row.integer(4))
      recordCount = Int(UInt32(clamping: row.integer(5)))
      byteCount = Int(UInt32(clamping: row.integer(6)))
      summary = row.bytes(7)
      traceFilter = row.bytes(8)
    }
  }

  /// The log segments that the transaction sees which has begun.
  func logState() throws(StoreError) -> State {
    var result: State?
    let sql = """
      SELECT removals, coalesce((SELECT max(id) FROM log_segment WHERE is_damaged = 0), 0), segments, segment_ids
        FROM log_meta
      """
    try SQLiteStatement(connection, sql).forEachRow { row in
      let census = Census(segmentCount: row.integer(2), idSum: row.integer(3))
      result = State(removalCount: row.integer(0), newestID: row.integer(1), census: census)
    }
    guard let result else { throw StoreError(.corrupt, "\(connection.path): the table log_meta is empty") }
    return result
  }

  /// Offers the log segments that are newer than `id`, by rising ID.
  func forEachLogSegment(after id: Int64, _ visit: (LogRow) -> Void) throws(StoreError) {
    try SQLiteStatement(
      connection, "SELECT \(LogRow.columns) FROM log_segment WHERE id > ? AND is_damaged = 0 ORDER BY id"
    ).forEachRow(id) { row in visit(LogRow(row)) }
  }

  /// The log segment with this ID, if there is one that is not set aside.
  func logSegment(_ id: Int64) throws(StoreError) -> LogRow? {
    var result: LogRow?
    try SQLiteStatement(connection, "SELECT \(LogRow.columns) FROM log_segment WHERE id = ? AND is_damaged = 0")
      .forEachRow(id) { row in result = LogRow(row) }
    return result
  }

  /// The IDs of all log segments that are not set aside.
  func allLogSegmentIDs() throws(StoreError) -> Set<Int64> {
    var result: Set<Int64> = []
    try SQLiteStatement(connection, "SELECT id FROM log_segment WHERE is_damaged = 0").forEachRow { row in
      result.insert(row.integer(0))
    }
    return result
  }

  /// The bytes of a part; `nil` when the segment has none of that number.
  func logPart(_ part: Int, of id: Int64) throws(StoreError) -> [UInt8]? {
    guard (1..<PartID.segmentLimit).contains(id) else { return nil }
    var bytes: [UInt8]?
    try SQLiteStatement(connection, "SELECT data FROM log_segment_part WHERE id = ?")
      .forEachRow(PartID.of(id, part: part)) { row in bytes = row.bytes(0) }
    return bytes
  }

  /// Reads and decodes a log segment.
  ///
  /// - Throws: `corrupt` when the segment is damaged or missing; every byte is covered by its checksum.
  func logBatch(_ id: Int64, level: Int) throws(StoreError) -> LogBatch {
    guard let bytes = try logPart(LogPart.data, of: id) else {
      throw StoreError(.corrupt, "\(connection.path): log segment \(id), part 0: the row is missing")
    }
    do throws(SegmentError) {
      return try Self.decodeLogs(bytes, level: level, segmentID: id)
    } catch {
      throw StoreError(error, path: connection.path)
    }
  }

  static func decodeLogs(_ bytes: [UInt8], level: Int, segmentID: Int64) throws(SegmentError) -> LogBatch {
    if level == 0 { return try LevelZeroLogSegment.decode(bytes.span.bytes, segmentID: segmentID) }
    return try LevelOneLogSegment.decode(bytes, segmentID: segmentID)
  }

  /// A filter of a log segment; `nil` when it has none of that kind.
  ///
  /// - Throws: `corrupt` when the filter is damaged.
  func logFilter(_ part: Int, of id: Int64) throws(StoreError) -> BinaryFuseFilter? {
    guard let bytes = try logPart(part, of: id) else { return nil }
    do {
      return try BinaryFuseFilter(decoding: bytes, segmentID: id)
    } catch {
      throw StoreError(error, path: connection.path)
    }
  }
}
