import SegmentFormat
import TelemetryModel
import TelemetryStorage

extension SegmentReader {
  func damagedMetricSegments() throws(StoreError) -> [MetricSegmentEntry] {
    var result: [MetricSegmentEntry] = []
    let sql = "SELECT \(MetricSegmentEntry.columns) FROM metric_segment WHERE is_damaged = 1"
    try SQLiteStatement(connection, sql).forEachRow { row in result.append(MetricSegmentEntry(row)) }
    return result
  }

  /// The bytes of a part.
  ///
  /// - Throws: `corrupt` when there is no such part.
  func metricPart(_ part: Int, of id: Int64) throws(StoreError) -> [UInt8] {
    var bytes: [UInt8]?
    if (1..<PartID.segmentLimit).contains(id) {
      try SQLiteStatement(connection, "SELECT data FROM metric_segment_part WHERE id = ?")
        .forEachRow(PartID.of(id, part: part)) { row in bytes = row.bytes(0) }
    }
    guard let bytes else {
      throw StoreError(.corrupt, "\(connection.path): metric segment \(id), part \(part): the row is missing")
    }
    return bytes
  }

  /// Reads the tables of a segment.
  ///
  /// - Throws: `corrupt` when they are damaged or missing; every byte is covered by a checksum.
  func metricDirectory(_ id: Int64) throws(StoreError) -> MetricSegment {
    let bytes = try metricPart(MetricPart.directory, of: id)
    do throws(SegmentError) {
      return try MetricSegment(directory: bytes.span.bytes, segmentID: id)
    } catch {
      throw StoreError(error, path: connection.path)
    }
  }

  /// Reads points of a segment, whose codes are those of its directory.
  ///
  /// - Throws: `corrupt` when they are damaged or missing.
  func metricPoints(
    _ id: Int64, _ segment: MetricSegment, in times: TimeRange = .all, of isChosen: (UInt32) -> Bool = { _ in true }
  ) throws(StoreError) -> MetricBatch {
    let bytes = try metricPart(MetricPart.points, of: id)
    do throws(SegmentError) {
      return try segment.points(bytes.span.bytes, in: times.start...times.end, of: isChosen)
    } catch {
      throw StoreError(error, path: connection.path)
    }
  }
}

extension MetricSegmentEntry: SegmentRow {
  static let table = "metric_segment"
  static let meta = "metric_meta"
  static let columns = "id, level, t0, t1, arrived, points, series, bytes"
  static let isSound = "is_damaged = 0"

  init(_ row: borrowing SQLiteRow) {
    // What cannot be true is no bound.
    let times = TimeRange(
      start: Timestamp(earliestStored: row.integer(2)), end: Timestamp(latestStored: row.integer(3)))
    self.init(
      id: row.integer(0), level: Int(UInt8(clamping: row.integer(1))), times: times ?? .all,
      arrived: Timestamp(earliestStored: row.integer(4)), pointCount: Int(UInt32(clamping: row.integer(5))),
      seriesCount: Int(UInt32(clamping: row.integer(6))), byteCount: Int(UInt32(clamping: row.integer(7))))
  }
}
