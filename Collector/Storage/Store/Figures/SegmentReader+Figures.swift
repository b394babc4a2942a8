import SegmentFormat
import TelemetryStorage

/// How many bytes are kept beside the columns of a segment.
struct BlobSizes {
  var summary = 0
  var traceFilter = 0
  var valueFilter = 0
  var figures = 0

  var byteCount: Int { summary + traceFilter + valueFilter + figures }

  mutating func add(_ other: BlobSizes) {
    summary += other.summary
    traceFilter += other.traceFilter
    valueFilter += other.valueFilter
    figures += other.figures
  }
}

extension SegmentReader {
  /// By segment. SQLite knows the length of a blob without reading it.
  func blobSizes() throws(StoreError) -> [Int64: BlobSizes] {
    var sizes: [Int64: BlobSizes] = [:]
    try SQLiteStatement(connection, "SELECT id, length(summary), length(trace_filter) FROM segment").forEachRow { row in
      sizes[row.integer(0)] = BlobSizes(
        summary: Int(UInt32(clamping: row.integer(1))), traceFilter: Int(UInt32(clamping: row.integer(2))))
    }
    let parts = try SQLiteStatement(
      connection, "SELECT id / 8, id & 7, length(data) FROM segment_part WHERE id & 7 IN (4, 5)")
    try parts.forEachRow { row in
      let byteCount = Int(UInt32(clamping: row.integer(2)))
      if row.integer(1) == PartID.valueFilter {
        sizes[row.integer(0)]?.valueFilter = byteCount
      } else {
        sizes[row.integer(0)]?.figures = byteCount
      }
    }
    return sizes
  }

  /// Offers the figures of every segment that has some.
  func forEachFigures(_ visit: (Int64, [UInt8]) -> Void) throws(StoreError) {
    let part = Int64(LevelOnePart.columnFigures.rawValue)
    try SQLiteStatement(
      connection, "SELECT segment.id, data FROM segment JOIN segment_part ON segment_part.id = segment.id * 8 + ?"
    ).forEachRow(part) { row in visit(row.integer(0), row.bytes(1)) }
  }

  /// - Parameter segmentBytes: what the segments take.
  func fileFigures(segmentBytes: Int) throws(StoreError) -> StorageFigures.File {
    var file = StorageFigures.File()
    let pageSize = try count("PRAGMA page_size")
    file.bytes = try count("PRAGMA page_count") * pageSize
    file.freeBytes = try count("PRAGMA freelist_count") * pageSize
    let signals = ["damaged_segment", "log_segment WHERE is_damaged = 1", "metric_segment WHERE is_damaged = 1"]
    for table in signals { file.damagedBytes += try count("SELECT coalesce(sum(bytes), 0) FROM \(table)") }
    file.structureBytes = max(0, file.bytes - file.freeBytes - segmentBytes - file.damagedBytes)
    return file
  }

  /// A number that the file tells; what cannot be true is bounded, so that nothing overflows.
  private func count(_ sql: String) throws(StoreError) -> Int {
    min(max(0, Int(try connection.number(sql))), 1 << 46)
  }
}
