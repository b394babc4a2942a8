import BoundedZlib
package import TelemetryModel

/// A metric segment ready to be stored.
package struct EncodedMetricSegment: Sendable {
  /// Part 0: tables, series, and where their points are. Enough to leave the segment out of a query.
  package let directory: [UInt8]
  /// Part 1: the points, in groups.
  package let points: [UInt8]
  package let earliest: Timestamp
  package let latest: Timestamp
  package let pointCount: Int
  package let seriesCount: Int
}

/// Makes metric segments of both levels; they differ in effort and order, not in layout.
///
///     part 0     block header; 4 bytes byte count when inflated; deflated: `MetricTables`, `MetricDirectory`
///     part 1     block header; the streams of all groups, one after the other (`NumberColumnWriter`)
///
/// A group of level 0 is points as they arrived: a column of their series, then their fields (`PointColumns`). A group
/// of level 1 is runs of points of one series each: the fields of each run, one after the other.
package struct MetricSegmentEncoder: ~Copyable {
  static let formatVersion: UInt8 = 1

  private let level: Level
  private var deflater: Deflater

  package enum Level: Sendable {
    /// Quickly, in the order of arrival; lives until the next merge.
    case zero
    /// Small, ordered by series and time.
    case one
  }

  package init(_ level: Level) {
    self.level = level
    deflater = Deflater(.raw, level: level == .zero ? 1 : 6)
  }

  /// Encodes a batch that is not empty. O(size of the batch).
  ///
  /// - Precondition: for level 1, the batch is in the order of `MetricBatch.orderedForStorage()`.
  package mutating func encode(_ batch: MetricBatch, segmentID: Int64) -> EncodedMetricSegment {
    precondition(!batch.isEmpty, "an empty segment is never stored")
    var points = BlockHeader.placeholder(.metrics, version: Self.formatVersion, part: 1)
    var groups: [MetricGroup] = []
    for rows in Self.groups(of: batch) { groups.append(encode(rows, of: batch, into: &points)) }
    BlockHeader.seal(&points, segmentID: segmentID, part: 1)

    var content = ByteWriter()
    MetricTables.write(batch, to: &content)
    MetricDirectory.write(groups, to: &content)
    var directory = BlockHeader.placeholder(.metrics, version: Self.formatVersion)
    var size = ByteWriter()
    size.fixed32(UInt32(content.count))
    directory.append(contentsOf: size.bytes)
    let bytes = content.bytes
    deflater.deflate(bytes.span.bytes, into: &directory)
    BlockHeader.seal(&directory, segmentID: segmentID)
    return EncodedMetricSegment(
      directory: directory, points: points, earliest: groups.map(\.earliest).min() ?? batch.times[0],
      latest: groups.map(\.latest).max() ?? batch.times[0], pointCount: batch.count, seriesCount: batch.series.count)
  }

  /// The rows of each group: closed when it has enough points, or enough numbers below them.
  private static func groups(of batch: borrowing MetricBatch) -> [Range<Int>] {
    var groups: [Range<Int>] = []
    var start = 0
    var numberCount = 0
    for row in 0..<batch.count {
      numberCount += batch.numberCount(of: row)
      let isFull = row + 1 - start >= SegmentLimits.metricGroupPointCount
      if isFull || numberCount >= SegmentLimits.metricGroupNumberCount || row + 1 == batch.count {
        groups.append(start..<row + 1)
        start = row + 1
        numberCount = 0
      }
    }
    return groups
  }

  private mutating func encode(
    _ rows: Range<Int>, of batch: MetricBatch, into points: inout [UInt8]
  ) -> MetricGroup {
    var group = MetricGroup()
    group.count = rows.count
    group.earliest = batch.times[rows].min() ?? batch.times[rows.lowerBound]
    group.latest = batch.times[rows].max() ?? batch.times[rows.lowerBound]
    var writer: NumberColumnWriter
    switch level {
    case .zero:
      writer = .quick()
      writer.numbers(batch.seriesIndexes[rows].map { UInt64($0) })
      PointColumns(batch, rows).write(to: &writer)
    case .one:
      let runs = Self.runs(of: batch, rows)
      var collector = DoubleCollector()
      for run in runs { PointColumns(batch, run).write(to: &collector) }
      writer = .small(dictionary: collector.dictionary)
      for run in runs { PointColumns(batch, run).write(to: &writer) }
      group.runs = runs.map { (batch.seriesIndexes[$0.lowerBound], $0.count) }
    }
    writer.finish()
    let streams = [writer.heads.bytes, writer.classes, writer.bits.bytes, writer.raw.bytes]
    for (index, bytes) in streams.enumerated() {
      group.streams.append(store(bytes, deflates: index != 2, into: &points))
    }
    return group
  }

  private static func runs(of batch: borrowing MetricBatch, _ rows: Range<Int>) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var start = rows.lowerBound
    for row in rows.dropFirst() where batch.seriesIndexes[row] != batch.seriesIndexes[row - 1] {
      precondition(batch.seriesIndexes[row] > batch.seriesIndexes[row - 1], "level 1 is ordered by series")
      runs.append(start..<row)
      start = row
    }
    runs.append(start..<rows.upperBound)
    return runs
  }

  /// Appends a stream, deflated when that makes it smaller.
  private mutating func store(_ bytes: [UInt8], deflates: Bool, into points: inout [UInt8]) -> StoredStream {
    let start = points.count
    var isDeflated = false
    if deflates && !bytes.isEmpty {
      isDeflated = deflater.deflate(bytes.span.bytes, into: &points) < bytes.count
      if !isDeflated { points.removeLast(points.count - start) }
    }
    if !isDeflated { points.append(contentsOf: bytes) }
    return StoredStream(
      offset: start - BlockHeader.byteCount, storedByteCount: points.count - start, byteCount: bytes.count,
      isDeflated: isDeflated)
  }
}

extension MetricBatch {
  /// About how many numbers hang below a point.
  fileprivate func numberCount(of row: Int) -> Int {
    let index = Int(truncatingIfNeeded: values[row])
    let below =
      switch kinds[row] {
      case .none, .int, .double: 0
      case .histogram: histograms[index].buckets.range.count
      case .exponentialHistogram:
        exponentialHistograms[index].positive.range.count + exponentialHistograms[index].negative.range.count
      case .summary: summaries[index].quantileRange.count * 2
      }
    return below + exemplarRange(of: row).count * 8
  }
}
