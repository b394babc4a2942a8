package import TelemetryModel

/// Reads level-0 segments.
package enum LevelZeroSegment {
  /// The batch that was encoded: same rows in the same order, same codes.
  ///
  /// - Throws: `SegmentError` when the bytes are damaged, misplaced or of another version. Damaged bytes never come
  ///   back as spans: the checksum is verified first, and every reference is checked besides.
  package static func decode(_ block: RawSpan, segmentID: Int64) throws(SegmentError) -> SpanBatch {
    let part = BlockHeader.Kind.levelZeroSpans.partName
    try BlockHeader.check(
      block, .levelZeroSpans, version: LevelZeroEncoder.formatVersion, segmentID: segmentID)
    let content = block.extracting(BlockHeader.byteCount..<block.byteCount)
    do {
      let head = try ByteReader.read(content) { (reader) throws(ByteReaderError) in try LevelZeroHead(&reader) }
      let packed = content.extracting(head.packedOffset..<content.byteCount)
      return try PackedArea.read(
        packed, byteCount: head.packedByteCount, offset: head.packedOffset
      ) { (reader) throws(ByteReaderError) in
        try ByteReader.read(content.extracting(head.idOffset..<head.packedOffset)) { (ids) throws(ByteReaderError) in
          var decoder = LevelZeroDecoder(head)
          return try decoder.decode(&reader, ids: &ids)
        }
      }
    } catch {
      throw SegmentError(error, segmentID: segmentID, part: part)
    }
  }
}

/// The counts behind the block header; they say where the areas of the segment lie.
struct LevelZeroHead {
  static let byteCount = 16

  let spanCount: Int
  let traceCount: Int
  /// How many spans have a parent.
  let parentCount: Int
  /// Byte count of the packed area when inflated.
  let packedByteCount: Int

  init(_ reader: inout ByteReader) throws(ByteReaderError) {
    spanCount = Int(try reader.fixed32())
    traceCount = Int(try reader.fixed32())
    parentCount = Int(try reader.fixed32())
    packedByteCount = Int(try reader.fixed32())
    guard packedByteCount <= SegmentLimits.inflatedByteCount else {
      throw ByteReaderError(byteOffset: 12, reason: "a packed area of \(packedByteCount) bytes is over the limit")
    }
    guard parentCount <= spanCount, traceCount <= spanCount, packedOffset - idOffset <= reader.remaining else {
      throw ByteReaderError(byteOffset: 0, reason: "the counts do not fit the size of the segment")
    }
  }

  /// Where the IDs begin and where the packed area begins, from the end of the block header.
  var idOffset: Int { Self.byteCount }
  var packedOffset: Int {
    idOffset + traceCount * TraceID.byteCount + (spanCount + parentCount) * SpanID.byteCount
  }
}
