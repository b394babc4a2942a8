package import TelemetryModel

/// Reads level-1 log segments.
package enum LevelOneLogSegment {
  /// The records that were encoded, by their effective time.
  ///
  /// - Throws: `SegmentError` when the bytes are damaged, misplaced or of another version. The checksum is verified
  ///   first, every reference is checked besides, and what bodies unfold to is bounded by
  ///   `SegmentLimits.inflatedByteCount`.
  package static func decode(_ block: [UInt8], segmentID: Int64) throws(SegmentError) -> LogBatch {
    let kind = BlockHeader.Kind.levelOneLogs
    let streams = try StreamReader(block, kind, version: LevelOneLogEncoder.formatVersion, segmentID: segmentID)
    do {
      var decoder = LevelOneLogDecoder(streams)
      return try decoder.decode()
    } catch {
      throw SegmentError(error, segmentID: segmentID, part: kind.partName)
    }
  }
}
