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

  /// Those of the records whose bodies are wanted, in the same order; `nil` when these are so many that decoding all of
  /// them serves better.
  ///
  /// Columns beside the bodies are read only when something is found, and of bodies only those are put together whose
  /// template may yield what every wanted one holds. Throws as `decode(_:segmentID:)`.
  package static func decode(
    _ block: [UInt8], segmentID: Int64, selecting selection: inout some LogBodySelection
  ) throws(SegmentError) -> LogBatch? {
    let kind = BlockHeader.Kind.levelOneLogs
    let streams = try StreamReader(block, kind, version: LevelOneLogEncoder.formatVersion, segmentID: segmentID)
    do {
      var decoder = LevelOneLogDecoder(streams)
      return try decoder.decode(selecting: &selection)
    } catch {
      throw SegmentError(error, segmentID: segmentID, part: kind.partName)
    }
  }
}
