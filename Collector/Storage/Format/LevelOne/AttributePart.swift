/// The attributes part: the symbols of neighbouring keys in blocks, which are deflated as a whole, and all mantissas.
///
///     streams of the part
///     0 ..< n    the symbols of one or more whole keys
///     n          the mantissa bits of all keys, each starting at a whole byte (raw bits)
///
/// A block ends with the key that fills it: keys with many symbols have a block, and so a Huffman code, of their own;
/// small keys share one, because a deflate stream of a few bytes is mostly header.
struct AttributePart {
  private static let fullBlockByteCount = 4096

  let bytes: [UInt8]
  /// About how many stored bytes each key takes: its bits and its share of its block.
  let keyByteCounts: [Int]

  init(_ columns: borrowing ColumnWriter, _ deflater: inout SymbolDeflater, segmentID: Int64) {
    var pack = StreamPack()
    var counts: [Int] = []
    var firstKey = 0
    for end in Self.blockEnds(symbolEnds: columns.symbolEnds) {
      let start = firstKey == 0 ? 0 : columns.symbolEnds[firstKey - 1]
      let symbols = columns.symbols[start..<columns.symbolEnds[end - 1]]
      pack.add(Array(symbols), &deflater)
      for key in firstKey..<end {
        let count = columns.symbolEnds[key] - (key == 0 ? 0 : columns.symbolEnds[key - 1])
        counts.append(count * pack.latestByteCount / max(1, symbols.count))
      }
      firstKey = end
    }
    pack.addRaw(columns.bits.bytes)
    counts += repeatElement(0, count: columns.symbolEnds.count - counts.count)
    for key in counts.indices { counts[key] += columns.bitEnds[key] - (key == 0 ? 0 : columns.bitEnds[key - 1]) }
    bytes = pack.block(.attributes, segmentID: segmentID)
    keyByteCounts = counts
  }

  /// After which keys blocks end. Keys behind the last block have no symbols.
  static func blockEnds(symbolEnds: [Int]) -> [Int] {
    var ends: [Int] = []
    var start = 0
    for (key, end) in symbolEnds.enumerated() where end - start >= fullBlockByteCount {
      ends.append(key + 1)
      start = end
    }
    if start < symbolEnds.last ?? 0 { ends.append(symbolEnds.count) }
    return ends
  }
}
