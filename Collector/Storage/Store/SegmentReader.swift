import SegmentFormat
import TelemetryModel
import TelemetryStorage

/// A reading connection with its statements.
///
/// `@unchecked Sendable`: `ReaderPool` lends a reader to one call at a time, and nothing else holds one.
final class SegmentReader: @unchecked Sendable {
  let connection: SQLiteConnection
  let spanSegments: SegmentTable<SpanRow>
  let logSegments: SegmentTable<LogRow>
  let metricSegments: SegmentTable<MetricSegmentEntry>
  private let part: SQLiteStatement
  private let partsBetween: SQLiteStatement
  let rollupData: SQLiteStatement
  let rollupHours: SQLiteStatement
  let archivedSegmentsOfTrace: SQLiteStatement
  /// Whether the connection notices what others write, and so may be used for more than one call.
  let isReusable: Bool

  init(path: StorePath, options: StoreOptions) throws(StoreError) {
    (connection, isReusable) = try Self.connect(path, options)
    spanSegments = try SegmentTable(connection)
    logSegments = try SegmentTable(connection)
    metricSegments = try SegmentTable(connection)
    part = try SQLiteStatement(connection, "SELECT data FROM segment_part WHERE id = ?")
    partsBetween = try SQLiteStatement(connection, "SELECT id, data FROM segment_part WHERE id BETWEEN ? AND ?")
    rollupData = try SQLiteStatement(connection, "SELECT data FROM rollup WHERE id = ?")
    rollupHours = try SQLiteStatement(connection, "SELECT data FROM rollup_hours WHERE id = ?")
    archivedSegmentsOfTrace = try SQLiteStatement(connection, Self.archivedSegmentQuery)
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

  /// From here to `end` all reads see one state: the one that the first of them finds.
  func begin() throws(StoreError) { try connection.execute("BEGIN") }

  func end() { connection.rollBack() }

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
