extension BinaryFuseFilter {
  /// The filter as a sealed block.
  package func encode(segmentID: Int64) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(BlockHeader.placeholder(.binaryFuseFilter, version: Self.formatVersion))
    writer.byte(width.rawValue)
    writer.byte(matchesEverything ? 1 : 0)
    writer.append([0, 0])
    writer.fixed32(UInt32(count))
    writer.fixed64(geometry.seed)
    writer.fixed32(UInt32(geometry.segmentSlotCount))
    writer.fixed32(UInt32(geometry.segmentCount))
    writer.append(table)
    var block = writer.bytes
    BlockHeader.seal(&block, segmentID: segmentID)
    return block
  }

  /// Reads a block that `encode` made.
  ///
  /// - Throws: `SegmentError` when the bytes are damaged, misplaced or of another version.
  package init(decoding block: [UInt8], segmentID: Int64) throws(SegmentError) {
    let kind = BlockHeader.Kind.binaryFuseFilter
    try BlockHeader.check(block.span.bytes, kind, version: Self.formatVersion, segmentID: segmentID)
    let content = block.span.bytes.extracting(BlockHeader.byteCount..<block.count)
    do {
      self = try ByteReader.read(content) { (reader) throws(ByteReaderError) in try BinaryFuseFilter(&reader) }
    } catch {
      throw SegmentError(error, segmentID: segmentID, part: kind.partName)
    }
  }

  private init(_ reader: inout ByteReader) throws(ByteReaderError) {
    func failure(_ reason: String) -> ByteReaderError { ByteReaderError(byteOffset: 0, reason: reason) }
    guard let width = Width(rawValue: try reader.byte()) else {
      throw failure("the width of a fingerprint is not known")
    }
    let form = try reader.byte()
    guard form <= 1, try reader.bytes(2) == [0, 0] else { throw failure("the form of the filter is not known") }
    let count = Int(try reader.fixed32())
    let seed = try reader.fixed64()
    let geometry = BinaryFuseGeometry(
      seed: seed, segmentSlotCount: Int(try reader.fixed32()), segmentCount: Int(try reader.fixed32()))
    if form == 1 || count == 0 {
      guard geometry == .empty, (form == 1) == (count > 0), reader.remaining == 0 else {
        throw failure("a filter without a table has one")
      }
    } else {
      let slots = geometry.segmentSlotCount
      guard slots > 0, slots <= BinaryFuseGeometry.largestSegmentSlotCount, slots & (slots - 1) == 0,
        geometry.segmentCount > 0, geometry.slotCount * width.byteCount == reader.remaining
      else { throw failure("the sizes of the table do not fit the block") }
    }
    self.init(width: width, count: count, geometry: geometry, table: try reader.bytes(reader.remaining))
  }
}
