/// Several byte streams, each deflated on its own, in one part of a segment; `StreamReader` is the inverse.
///
///     content of the part, behind the block header:
///     varint     number of streams
///     per stream:
///       varint   byte count when inflated
///       varint   stored byte count x 2 + 1 when deflated (RFC 1951), + 0 when stored as it is
///     the streams, one after the other
///
/// A stream that does not shrink is stored as it is.
package struct StreamPack {
  private var directory = ByteWriter()
  private var body: [UInt8] = []
  private var count = 0

  package init() {}

  /// How many bytes the latest stream takes in the part.
  private(set) var latestByteCount = 0

  /// Adds a stream of random bits, which no compression shrinks.
  package mutating func addRaw(_ stream: [UInt8]) {
    add(byteCount: stream.count, storedByteCount: stream.count, isDeflated: false)
    body.append(contentsOf: stream)
  }

  mutating func add(_ stream: [UInt8], _ deflater: inout SegmentDeflater) {
    let start = body.count
    let deflated = stream.isEmpty ? 0 : deflater.deflate(stream.span.bytes, into: &body)
    finish(stream, from: start, deflated)
  }

  /// Adds a stream of symbols.
  mutating func add(_ stream: [UInt8], _ deflater: inout SymbolDeflater) {
    let start = body.count
    let deflated = stream.isEmpty ? 0 : deflater.deflate(stream.span.bytes, into: &body)
    finish(stream, from: start, deflated)
  }

  private mutating func finish(_ stream: [UInt8], from start: Int, _ deflated: Int) {
    if deflated >= stream.count {
      body.removeLast(body.count - start)
      addRaw(stream)
    } else {
      add(byteCount: stream.count, storedByteCount: deflated, isDeflated: true)
    }
  }

  private mutating func add(byteCount: Int, storedByteCount: Int, isDeflated: Bool) {
    count += 1
    latestByteCount = storedByteCount
    directory.varint(byteCount)
    directory.varint(storedByteCount << 1 | (isDeflated ? 1 : 0))
  }

  /// The finished part, sealed.
  package func block(_ part: LevelOnePart, segmentID: Int64) -> [UInt8] {
    block(.levelOneSpans, version: LevelOneEncoder.formatVersion, part: part.rawValue, segmentID: segmentID)
  }

  func block(_ kind: BlockHeader.Kind, version: UInt8, part: UInt8 = 0, segmentID: Int64) -> [UInt8] {
    var block = BlockHeader.placeholder(kind, version: version, part: part)
    var head = ByteWriter()
    head.varint(count)
    block.append(contentsOf: head.bytes)
    block.append(contentsOf: directory.bytes)
    block.append(contentsOf: body)
    BlockHeader.seal(&block, segmentID: segmentID, part: part)
    return block
  }
}
