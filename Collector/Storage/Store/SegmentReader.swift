import SegmentFormat
import TelemetryModel
import TelemetryStorage

/// A reading connection with its statements.
///
/// `@unchecked Sendable`: `ReaderPool` lends a reader to one call at a time, and nothing else holds one.
final class SegmentReader: @unchecked Sendable {
  let connection: SQLiteConnection
  private let state: SQLiteStatement
  private let segmentsAfter: SQLiteStatement
  private let segmentWithID: SQLiteStatement
  private let segmentIDs: SQLiteStatement
  private let part: SQLiteStatement
  private let partsBetween: SQLiteStatement
  let rollupData: SQLiteStatement
  /// Whether the connection notices what others write, and so may be used for more than one call.
  let isReusable: Bool

  /// What a transaction sees, in two numbers. Equal numbers mean equal segments.
  struct State: Equatable {
    var removalCount: Int64
    var newestID: Int64
    /// What was counted as segments came and went.
    var census = Census()
  }

  /// How many segments there are, and the sum of their IDs modulo 2^32.
  struct Census: Equatable {
    var segmentCount: Int64 = 0
    var idSum: Int64 = 0

    mutating func add(_ id: Int64) {
      segmentCount += 1
      idSum = (idSum + (id & 0xFFFF_FFFF)) & 0xFFFF_FFFF
    }
  }

  /// A row of `segment`.
  struct Row {
    let id: Int64
    let level: Int
    let earliestStart: Timestamp
    let latestStart: Timestamp
    let arrived: Timestamp
    let spanCount: Int
    let traceCount: Int
    let byteCount: Int
    let summary: [UInt8]
    let traceFilter: [UInt8]

    fileprivate static let columns = "id, level, t0, t1, arrived, spans, traces, bytes, summary, trace_filter"

    fileprivate init(_ row: borrowing SQLiteRow) {
      id = row.integer(0)
      level = Int(UInt8(clamping: row.integer(1)))
      earliestStart = Timestamp(earliestStored: row.integer(2))
      latestStart = Timestamp(latestStored: row.integer(3))
      arrived = Timestamp(earliestStored: row.integer(4))
      spanCount = Int(UInt32(clamping: row.integer(5)))
      traceCount = Int(UInt32(clamping: row.integer(6)))
      byteCount = Int(UInt32(clamping: row.integer(7)))
      summary = row.bytes(8)
      traceFilter = row.bytes(9)
    }

    /// Whether its plain columns say what the summary says, which has a checksum.
    func agrees(with figures: SegmentFigures) -> Bool {
      level == figures.level && spanCount == figures.spanCount && traceCount == figures.traceCount
        && earliestStart.stored == figures.earliestStart.stored && latestStart.stored == figures.latestStart.stored
    }
  }

  init(path: StorePath, options: StoreOptions) throws(StoreError) {
    (connection, isReusable) = try Self.connect(path, options)
    state = try SQLiteStatement(
      connection, "SELECT removals, coalesce((SELECT max(id) FROM segment), 0), segments, segment_ids FROM meta")
    segmentsAfter = try SQLiteStatement(
      connection, "SELECT \(Row.columns) FROM segment WHERE id > ? ORDER BY id")
    segmentWithID = try SQLiteStatement(connection, "SELECT \(Row.columns) FROM segment WHERE id = ?")
    segmentIDs = try SQLiteStatement(connection, "SELECT id FROM segment ORDER BY id")
    part = try SQLiteStatement(connection, "SELECT data FROM segment_part WHERE id = ?")
    partsBetween = try SQLiteStatement(connection, "SELECT id, data FROM segment_part WHERE id BETWEEN ? AND ?")
    rollupData = try SQLiteStatement(connection, "SELECT data FROM rollup WHERE id = ?")
  }

  private static func connect(
    _ path: StorePath, _ options: StoreOptions
  ) throws(StoreError) -> (SQLiteConnection, isReusable: Bool) {
    do {
      let connection = try SQLiteConnection(path: path.database, access: .readOnly, vfs: options.vfs)
      try options.schema.check(connection)
      return (connection, true)
    } catch {
      // A read-only place: SQLite could not make the shared memory of the WAL, and as there is none, nobody writes.
      // The connection would not notice a writer that comes later, so it serves one call only.
      guard error.code == .unavailable, StorePath.byteCount(of: path.database) != nil,
        StorePath.byteCount(of: path.sharedMemory) == nil
      else { throw error }
      let hasWAL = StorePath.byteCount(of: path.wal) != nil
      let connection = try SQLiteConnection(path: path.database, access: .withoutLocks(hasWAL: hasWAL))
      try options.schema.check(connection)
      return (connection, false)
    }
  }

  /// From here to `end` all reads see one state: the latest.
  func begin() throws(StoreError) -> State {
    try connection.execute("BEGIN")
    return try begunState()
  }

  /// The state that the transaction sees which has begun.
  func begunState() throws(StoreError) -> State {
    var result: State?
    try state.forEachRow { row in
      let census = Census(segmentCount: row.integer(2), idSum: row.integer(3))
      result = State(removalCount: row.integer(0), newestID: row.integer(1), census: census)
    }
    guard let result else { throw StoreError(.corrupt, "\(connection.path): the table meta is empty") }
    return result
  }

  func end() { connection.rollBack() }

  /// Offers the segments that are newer than `id`, by rising ID.
  func forEachSegment(after id: Int64, _ visit: (Row) throws(StoreError) -> Void) throws(StoreError) {
    try segmentsAfter.forEachRow(id) { (row) throws(StoreError) in try visit(Row(row)) }
  }

  /// The segment with this ID, if there is one.
  func segment(_ id: Int64) throws(StoreError) -> Row? {
    var result: Row?
    try segmentWithID.forEachRow(id) { row in result = Row(row) }
    return result
  }

  /// The IDs of all segments.
  func allSegmentIDs() throws(StoreError) -> Set<Int64> {
    var result: Set<Int64> = []
    try segmentIDs.forEachRow { row in result.insert(row.integer(0)) }
    return result
  }

  /// Reads and decodes a level-0 segment.
  ///
  /// - Throws: `corrupt` when the segment is damaged or missing; every byte is covered by its checksum.
  func levelZeroSegment(_ id: Int64) throws(StoreError) -> SpanBatch {
    var result: SpanBatch?
    var damage: SegmentError?
    try part.forEachRow(PartID.of(id, part: 0)) { row in
      do throws(SegmentError) {
        result = try row.withBytes(0) { (bytes) throws(SegmentError) in
          try LevelZeroSegment.decode(bytes, segmentID: id)
        }
      } catch {
        damage = error
      }
    }
    if let damage { throw StoreError(damage, path: connection.path) }
    guard let result else {
      throw StoreError(.corrupt, "\(connection.path): segment \(id), part 0: the row is missing")
    }
    return result
  }

  /// The bytes of a segment, by part number.
  func parts(of id: Int64, in range: ClosedRange<Int> = 0...7) throws(StoreError) -> [Int: [UInt8]] {
    guard (1..<PartID.segmentLimit).contains(id) else { return [:] }
    var bytes: [Int: [UInt8]] = [:]
    try partsBetween.forEachRow(PartID.of(id, part: range.lowerBound), PartID.of(id, part: range.upperBound)) { row in
      bytes[Int(row.integer(0) & 7)] = row.bytes(1)
    }
    return bytes
  }

  /// Reads and opens a level-1 segment.
  ///
  /// - Throws: `corrupt` when the segment is damaged or a part is missing.
  func levelOneSegment(_ id: Int64) throws(StoreError) -> LevelOneSegment {
    let parts = try parts(of: id, in: PartID.spanParts)
    do {
      return try LevelOneSegment(parts: parts, segmentID: id)
    } catch {
      throw StoreError(error, path: connection.path)
    }
  }

  /// The attributes that a level-1 segment has; `nil` for a segment that an older Skein made.
  ///
  /// - Throws: `corrupt` when the filter is damaged.
  func valueFilter(_ id: Int64) throws(StoreError) -> BinaryFuseFilter? {
    guard let bytes = try parts(of: id, in: PartID.valueFilter...PartID.valueFilter)[PartID.valueFilter] else {
      return nil
    }
    do {
      return try BinaryFuseFilter(decoding: bytes, segmentID: id)
    } catch {
      throw StoreError(error, path: connection.path)
    }
  }
}

extension StoreError {
  init(_ damage: SegmentError, path: String) { self.init(.corrupt, "\(path): \(damage)") }
}
