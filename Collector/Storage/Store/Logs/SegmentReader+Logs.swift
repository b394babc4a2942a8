import SegmentFormat
import TelemetryModel
import TelemetryStorage

/// A row of `log_segment`.
struct LogRow: SegmentRow {
  let id: Int64
  let level: Int
  let times: TimeRange
  let arrived: Timestamp
  let recordCount: Int
  let byteCount: Int
  let summary: [UInt8]
  let traceFilter: [UInt8]

  static let table = "log_segment"
  static let meta = "log_meta"
  static let columns = "id, level, t0, t1, arrived, records, bytes, summary, trace_filter"
  static let isSound = "is_damaged = 0"

  init(_ row: borrowing SQLiteRow) {
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

extension SegmentReader {
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
    let bytes = try logData(id)
    do throws(SegmentError) {
      return try Self.decodeLogs(bytes, level: level, segmentID: id)
    } catch {
      throw StoreError(error, path: connection.path)
    }
  }

  /// Reads the records of a level-1 segment whose bodies are wanted; `nil` when they are many. Throws as
  /// `logBatch(_:level:)`.
  func logBatch(_ id: Int64, selecting bodies: BodyMatcher) throws(StoreError) -> LogBatch? {
    let bytes = try logData(id)
    var bodies = bodies
    do throws(SegmentError) {
      return try LevelOneLogSegment.decode(bytes, segmentID: id, selecting: &bodies)
    } catch {
      throw StoreError(error, path: connection.path)
    }
  }

  private func logData(_ id: Int64) throws(StoreError) -> [UInt8] {
    if let bytes = try logPart(LogPart.data, of: id) { return bytes }
    throw StoreError(.corrupt, "\(connection.path): log segment \(id), part 0: the row is missing")
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
