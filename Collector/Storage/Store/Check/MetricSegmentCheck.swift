import SegmentFormat
import TelemetryModel
import TelemetryStorage

/// Verifies one metric segment: both checksums, that all of it can be decoded, and that its row is true.
struct MetricSegmentCheck {
  private(set) var findings: [CheckFinding] = []
  private let entry: MetricSegmentEntry

  init(_ entry: MetricSegmentEntry, _ reader: SegmentReader) throws(StoreError) {
    self.entry = entry
    guard (1..<PartID.segmentLimit).contains(entry.id), entry.level <= 1 else {
      add("row", "its ID or its level is out of range")
      return
    }
    let directory = try reader.metricPart(MetricPart.directory, of: entry.id)
    let points = try reader.metricPart(MetricPart.points, of: entry.id)
    let byteCount = directory.count + points.count
    if byteCount != entry.byteCount { add("row", "\(byteCount) bytes are there, \(entry.byteCount) were written") }
    do throws(SegmentError) {
      let segment = try MetricSegment(directory: directory.span.bytes, segmentID: entry.id)
      check(try segment.points(points.span.bytes))
    } catch {
      findings.append(CheckFinding(error))
    }
  }

  private mutating func add(_ part: String, _ reason: String) {
    findings.append(CheckFinding(segmentID: entry.id, part: part, reason))
  }

  private mutating func check(_ batch: MetricBatch) {
    guard let earliest = batch.times.min(), let latest = batch.times.max() else {
      add("part 1", "it has no points")
      return
    }
    if batch.count != entry.pointCount || batch.series.count != entry.seriesCount
      || earliest.stored != entry.times.start.stored || latest.stored != entry.times.end.stored
    {
      add("row", "its points are not those that were written")
    }
    guard entry.level > 0 else { return }
    let isOrdered = (1..<batch.count).allSatisfy { row in
      (batch.seriesIndexes[row - 1], batch.times[row - 1]) <= (batch.seriesIndexes[row], batch.times[row])
    }
    if !isOrdered { add("part 1", "its points are not in the order of series and time") }
  }
}

extension SegmentStore {
  /// Verifies all metric segments, each in a transaction of its own.
  func checkMetrics() throws(StoreError) -> [CheckFinding] {
    var ids: [Int64] = []
    var findings = try finding { (reader) throws(StoreError) in
      ids = try reader.metricSegments.allIDs().sorted()
      return try reader.checkMetricTables(ids)
    }
    for id in ids {
      findings += try finding(segmentID: id) { (reader) throws(StoreError) in
        guard let entry = try reader.metricSegments.row(id) else { return [] }
        return try MetricSegmentCheck(entry, reader).findings
      }
    }
    return findings
  }
}

extension SegmentReader {
  private static let lineLimit = 100

  /// What lies between the tables of metric segments.
  fileprivate func checkMetricTables(_ ids: [Int64]) throws(StoreError) -> [CheckFinding] {
    var findings = try metricSegments.checkCensus(ids)
    let strays = """
      SELECT id FROM metric_segment_part WHERE id / 8 NOT IN (SELECT id FROM metric_segment) LIMIT \(Self.lineLimit)
      """
    try SQLiteStatement(connection, strays).forEachRow { row in
      let id = row.integer(0)
      findings.append(CheckFinding(segmentID: id / 8, part: "part \(id & 7)", "no metric segment has it"))
    }
    return findings
  }
}
