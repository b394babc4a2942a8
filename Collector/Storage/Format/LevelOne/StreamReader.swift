import BoundedZlib

/// Finds and inflates the streams of a part: the inverse of `StreamPack`.
package struct StreamReader: Sendable {
  private struct Stream {
    let offset: Int
    let storedByteCount: Int
    let byteCount: Int
    let isDeflated: Bool
  }

  private let block: [UInt8]
  private let streams: [Stream]

  /// Checks a part and reads its directory.
  package init(_ block: [UInt8], _ part: LevelOnePart, segmentID: Int64) throws(SegmentError) {
    try self.init(
      block, .levelOneSpans, version: LevelOneEncoder.formatVersion, part: part.rawValue, segmentID: segmentID)
  }

  init(
    _ block: [UInt8], _ kind: BlockHeader.Kind, version: UInt8, part: UInt8 = 0, segmentID: Int64
  ) throws(SegmentError) {
    try BlockHeader.check(block.span.bytes, kind, version: version, segmentID: segmentID, part: part)
    self.block = block
    let content = block.span.bytes.extracting(BlockHeader.byteCount..<block.count)
    do {
      streams = try ByteReader.read(content) { (reader) throws(ByteReaderError) -> [Stream] in
        var sizes: [(byteCount: Int, stored: UInt64)] = []
        var total: UInt64 = 0
        for _ in 0..<(try reader.count()) {
          let byteCount = try reader.varint()
          total = byteCount > UInt64(SegmentLimits.inflatedByteCount) ? .max : total &+ byteCount
          guard total <= UInt64(SegmentLimits.inflatedByteCount) else {
            throw ByteReaderError(byteOffset: reader.offset, reason: "the streams are larger than the limit")
          }
          sizes.append((Int(byteCount), try reader.varint()))
        }
        var streams: [Stream] = []
        var remaining = reader.remaining
        var offset = BlockHeader.byteCount + reader.offset
        for size in sizes {
          guard size.stored >> 1 <= UInt64(remaining) else { throw reader.truncated() }
          let stored = Int(size.stored >> 1)
          let isDeflated = size.stored & 1 == 1
          guard isDeflated || stored == size.byteCount else { throw reader.truncated() }
          streams.append(
            Stream(offset: offset, storedByteCount: stored, byteCount: size.byteCount, isDeflated: isDeflated))
          offset += stored
          remaining -= stored
        }
        guard remaining == 0 else { throw ByteReaderError(byteOffset: offset, reason: "bytes are left over") }
        return streams
      }
    } catch {
      throw SegmentError(error, segmentID: segmentID, part: kind.partName(part))
    }
  }

  package var count: Int { streams.count }

  func byteCount(of stream: Int) -> Int { streams[stream].byteCount }

  /// The stream's bytes, for one look.
  package func bytes(of stream: Int) throws(ByteReaderError) -> [UInt8] {
    var inflater = Inflater(.raw)
    return try bytes(of: stream, &inflater)
  }

  /// The stream's bytes. Memory is bounded by what the directory says, which is bounded by the limits.
  func bytes(of stream: Int, _ inflater: inout Inflater) throws(ByteReaderError) -> [UInt8] {
    let entry = streams[stream]
    let stored = block.span.extracting(entry.offset..<entry.offset + entry.storedByteCount).bytes
    guard entry.isDeflated else { return Array(block[entry.offset..<entry.offset + entry.storedByteCount]) }
    do {
      return try inflater.inflate(stored, byteCount: entry.byteCount)
    } catch {
      throw ByteReaderError(byteOffset: entry.offset - BlockHeader.byteCount, reason: "\(error)")
    }
  }
}
