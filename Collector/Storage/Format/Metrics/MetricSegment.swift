import BoundedZlib
package import TelemetryModel

/// Reads metric segments of both levels.
///
/// The directory says which series there are; a reader picks some, and decodes only the groups that hold them.
package struct MetricSegment: Sendable {
  /// A batch without rows: the tables, whose codes the rows that are read refer to.
  package let tables: MetricBatch
  private let groups: [MetricGroup]
  private let segmentID: Int64

  /// Reads part 0.
  ///
  /// - Throws: `SegmentError` when the bytes are damaged, misplaced or of another version.
  package init(directory block: RawSpan, segmentID: Int64) throws(SegmentError) {
    try BlockHeader.check(block, .metrics, version: MetricSegmentEncoder.formatVersion, segmentID: segmentID)
    self.segmentID = segmentID
    do throws(ByteReaderError) {
      let content = block.extracting(BlockHeader.byteCount..<block.byteCount)
      let byteCount = try ByteReader.read(content) { (reader) throws(ByteReaderError) in Int(try reader.fixed32()) }
      guard byteCount <= SegmentLimits.inflatedByteCount else {
        throw ByteReaderError(byteOffset: 0, reason: "a directory of \(byteCount) bytes is over the limit")
      }
      let packed = content.extracting(4..<content.byteCount)
      let bytes = try Self.inflate(packed, byteCount: byteCount)
      (tables, groups) = try ByteReader.read(bytes.span.bytes) {
        (reader) throws(ByteReaderError) -> (MetricBatch, [MetricGroup]) in
        let tables = try MetricTables.read(&reader)
        let groups = try MetricDirectory.read(&reader, seriesCount: tables.series.count)
        guard reader.remaining == 0 else {
          throw ByteReaderError(byteOffset: reader.offset, reason: "bytes are left over")
        }
        return (tables, groups)
      }
    } catch {
      throw SegmentError(error, segmentID: segmentID, part: BlockHeader.Kind.metrics.partName(0))
    }
  }

  /// About how much memory it takes.
  package var estimatedByteCount: Int {
    groups.reduce(tables.estimatedByteCount) { $0 + 256 + $1.runs.count * MemoryLayout<(UInt32, Int)>.stride }
  }

  /// The bytes of the points, by what they are made of (`NumberColumnWriter`).
  package var columnByteCounts: [(name: String, byteCount: Int)] {
    ["modes of columns", "classes of numbers", "bits of numbers", "doubles not merged yet"].enumerated()
      .map { place, name in
        (name, groups.reduce(0) { $0 + ($1.streams.count > place ? $1.streams[place].storedByteCount : 0) })
      }
  }

  package var pointCount: Int { groups.reduce(0) { $0 + $1.count } }

  /// All points: of level 0 in the order of their arrival, of level 1 by series and time.
  package func points(_ block: RawSpan) throws(SegmentError) -> MetricBatch {
    try points(block, in: Timestamp(nanoseconds: 0)...Timestamp(nanoseconds: .max)) { _ in true }
  }

  /// The points of the chosen series in a range of times, whose codes are those of `tables`.
  ///
  /// - Parameters:
  ///   - block: part 1.
  ///   - isChosen: whether a series, by its index in `tables.series`, is wanted.
  package func points(
    _ block: RawSpan, in times: ClosedRange<Timestamp>, of isChosen: (UInt32) -> Bool
  ) throws(SegmentError) -> MetricBatch {
    try BlockHeader.check(
      block, .metrics, version: MetricSegmentEncoder.formatVersion, segmentID: segmentID, part: 1)
    let content = block.extracting(BlockHeader.byteCount..<block.byteCount)
    do throws(ByteReaderError) {
      var batch = tables
      for group in groups where group.latest >= times.lowerBound && group.earliest <= times.upperBound {
        if !group.runs.isEmpty && !group.runs.contains(where: { isChosen($0.series) }) { continue }
        let first = batch.count
        try Self.append(group, content, to: &batch)
        // Rows that are not wanted go at once: no more than one group of them is ever held.
        batch.keepRows(from: first) { series, time in times.contains(time) && isChosen(series) }
      }
      return batch
    } catch {
      throw SegmentError(error, segmentID: segmentID, part: BlockHeader.Kind.metrics.partName(1))
    }
  }

  private static func append(
    _ group: MetricGroup, _ content: RawSpan, to batch: inout MetricBatch
  ) throws(ByteReaderError) {
    var streams: [[UInt8]] = []
    for stream in group.streams {
      let end = stream.offset + stream.storedByteCount
      guard end <= content.byteCount, stream.isDeflated || stream.storedByteCount == stream.byteCount else {
        throw ByteReaderError(byteOffset: stream.offset, reason: "a stream lies outside its part")
      }
      let stored = content.extracting(stream.offset..<end)
      // SAFETY: the copy is made while the bytes are borrowed.
      let copy =
        stream.isDeflated ? try inflate(stored, byteCount: stream.byteCount) : stored.withUnsafeBytes { Array($0) }
      streams.append(copy)
    }
    let reader = try NumberColumnReader(
      heads: streams[0], classes: streams[1], bits: streams[2], raw: streams[3], isSmall: !group.runs.isEmpty)
    var appender = PointAppender(reader)
    if group.runs.isEmpty { try appender.append(count: group.count, to: &batch) }
    for run in group.runs { try appender.append(series: run.series, count: run.count, to: &batch) }
    guard appender.source.isAtEnd else {
      throw ByteReaderError(byteOffset: group.streams[0].offset, reason: "bytes are left over in a group")
    }
  }

  private static func inflate(_ packed: RawSpan, byteCount: Int) throws(ByteReaderError) -> [UInt8] {
    var inflater = Inflater(.raw)
    do {
      return try inflater.inflate(packed, byteCount: byteCount)
    } catch {
      throw ByteReaderError(byteOffset: 0, reason: "\(error)")
    }
  }
}
