import SegmentFormat
import TelemetryModel
import TelemetryStorage

/// A reading connection with its statements.
///
/// `@unchecked Sendable`: `ReaderPool` lends a reader to one call at a time, and nothing else holds one.
final class SegmentReader: @unchecked Sendable {
  private let connection: SQLiteConnection
  private let state: SQLiteStatement
  private let segmentsAfter: SQLiteStatement
  private let segmentIDs: SQLiteStatement
  private let part: SQLiteStatement
  /// Whether the connection notices what others write, and so may be used for more than one call.
  let isReusable: Bool

  /// What a transaction sees, in two numbers. Equal numbers mean equal segments.
  struct State: Equatable {
    var removalCount: Int64
    var newestID: Int64
  }

  /// A row of `segment`.
  struct Row {
    let id: Int64
    let earliestStart: Timestamp
    let latestStart: Timestamp
    let spanCount: Int
    let summary: [UInt8]
    let traceFilter: [UInt8]
  }

  init(path: StorePath, options: StoreOptions) throws(StoreError) {
    (connection, isReusable) = try Self.connect(path, options)
    state = try SQLiteStatement(
      connection, "SELECT removals, coalesce((SELECT max(id) FROM segment), 0) FROM meta")
    segmentsAfter = try SQLiteStatement(
      connection,
      "SELECT id, t0, t1, spans, summary, trace_filter FROM segment WHERE id > ? ORDER BY id")
    segmentIDs = try SQLiteStatement(connection, "SELECT id FROM segment ORDER BY id")
    part = try SQLiteStatement(connection, "SELECT data FROM segment_part WHERE id = ?")
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
    var result: State?
    try state.forEachRow { row in
      result = State(removalCount: row.integer(0), newestID: row.integer(1))
    }
    guard let result else { throw StoreError(.corrupt, "\(connection.path): the table meta is empty") }
    return result
  }

  func end() { connection.rollBack() }

  /// Offers the segments that are newer than `id`, by rising ID.
  func forEachSegment(after id: Int64, _ visit: (Row) throws(StoreError) -> Void) throws(StoreError) {
    try segmentsAfter.forEachRow(id) { (row) throws(StoreError) in
      try visit(
        Row(
          id: row.integer(0), earliestStart: Timestamp(earliestStored: row.integer(1)),
          latestStart: Timestamp(latestStored: row.integer(2)),
          spanCount: Int(UInt32(clamping: row.integer(3))), summary: row.bytes(4), traceFilter: row.bytes(5)))
    }
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
    try part.forEachRow(PartID.levelZero(of: id)) { row in
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
}

extension StoreError {
  init(_ damage: SegmentError, path: String) { self.init(.corrupt, "\(path): \(damage)") }
}
