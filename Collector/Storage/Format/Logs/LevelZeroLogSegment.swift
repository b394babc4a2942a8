package import TelemetryModel

/// Reads level-0 log segments.
package enum LevelZeroLogSegment {
  /// The batch that was encoded: same rows in the same order, same codes.
  ///
  /// - Throws: `SegmentError` when the bytes are damaged, misplaced or of another version. The checksum is verified
  ///   first, and every reference is checked besides.
  package static func decode(_ block: RawSpan, segmentID: Int64) throws(SegmentError) -> LogBatch {
    let kind = BlockHeader.Kind.levelZeroLogs
    try BlockHeader.check(block, kind, version: LevelZeroLogEncoder.formatVersion, segmentID: segmentID)
    let content = block.extracting(BlockHeader.byteCount..<block.byteCount)
    do {
      let head = try ByteReader.read(content) { (reader) throws(ByteReaderError) in try LevelZeroLogHead(&reader) }
      let packed = content.extracting(head.packedOffset..<content.byteCount)
      return try PackedArea.read(
        packed, byteCount: head.packedByteCount, offset: head.packedOffset
      ) { (reader) throws(ByteReaderError) in
        try ByteReader.read(content.extracting(head.idOffset..<head.packedOffset)) { (ids) throws(ByteReaderError) in
          var decoder = LevelZeroLogDecoder(head)
          return try decoder.decode(&reader, ids: &ids)
        }
      }
    } catch {
      throw SegmentError(error, segmentID: segmentID, part: kind.partName)
    }
  }
}
