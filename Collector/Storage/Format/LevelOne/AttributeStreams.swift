import BoundedZlib
import TelemetryModel

/// The symbols and mantissa bits of a segment's attributes, inflated key by key as they are asked for.
///
/// When a key is opened, every symbol of it is checked against its table, so that reading needs no further check.
struct AttributeStreams: Sendable {
  /// The symbols of the opened keys, at their places among those of all keys.
  private(set) var symbols: [UInt8]
  let bits: BitBuffer
  /// Where the symbols of a slot start, -1 when it has none; where its bits start.
  private(set) var symbolOffsets: [Int]
  private(set) var bitOffsets: [Int]
  /// Where the template symbols of a column start, -1 when it has none.
  private(set) var templateOffsets: [Int]
  private(set) var isOpen: [Bool]

  private let reader: StreamReader
  private let blockEnds: [Int]
  private var isInflated: [Bool]
  private let checkpoints: Checkpoints
  /// For each slot and checkpoint of an opened key: how many of its values lie before, and where its bits are then.
  private var checkpointCounts: [Int32]
  private var checkpointBits: [Int]

  init(
    _ reader: StreamReader, _ columns: AttributeColumns, _ checkpoints: Checkpoints
  ) throws(ByteReaderError) {
    self.checkpoints = checkpoints
    checkpointCounts = Array(repeating: 0, count: columns.slots.count * checkpoints.count)
    checkpointBits = Array(repeating: 0, count: checkpointCounts.count)
    blockEnds = AttributePart.blockEnds(symbolEnds: columns.symbolEnds)
    let symbolCount = columns.symbolEnds.last ?? 0
    guard reader.count == blockEnds.count + 1, symbolCount <= SegmentLimits.inflatedByteCount else {
      throw ByteReaderError(byteOffset: 0, reason: "the number of streams is not that of the columns")
    }
    var start = 0
    for (block, end) in blockEnds.enumerated() {
      guard reader.byteCount(of: block) == columns.symbolEnds[end - 1] - start else {
        throw ByteReaderError(byteOffset: 0, reason: "a block of symbols has the wrong size")
      }
      start = columns.symbolEnds[end - 1]
    }
    var inflater = Inflater(.raw)
    let bitBytes = try reader.bytes(of: blockEnds.count, &inflater)
    guard bitBytes.count == columns.bitEnds.last ?? 0 else {
      throw ByteReaderError(byteOffset: 0, reason: "the mantissas have the wrong size")
    }
    bits = BitBuffer(bitBytes)
    self.reader = reader
    symbols = Array(repeating: 0, count: symbolCount)
    symbolOffsets = Array(repeating: -1, count: columns.slots.count)
    bitOffsets = Array(repeating: 0, count: columns.slots.count)
    templateOffsets = Array(repeating: -1, count: columns.columns.count)
    isOpen = Array(repeating: false, count: columns.symbolEnds.count)
    isInflated = Array(repeating: false, count: blockEnds.count)
  }

  /// Makes the columns of a key readable.
  mutating func open(
    _ key: Int, _ layout: borrowing ColumnLayout, _ columns: AttributeColumns, _ inflater: inout Inflater
  ) throws(ByteReaderError) {
    if isOpen[key] { return }
    try inflateBlock(of: key, columns, &inflater)
    var place = key == 0 ? 0 : columns.symbolEnds[key - 1]
    var bit = (key == 0 ? 0 : columns.bitEnds[key - 1]) * 8
    for column in layout.keyRange(key) {
      let info = columns.columns[column]
      if info.templates.count <= 1 {
        for slot in columns.slotRange(of: column) {
          for checkpoint in 0..<checkpoints.count {
            checkpointCounts[slot * checkpoints.count + checkpoint] = Int32(
              truncatingIfNeeded: checkpoints.valueCount(column, checkpoint))
          }
          try openSlot(slot, info.valueCount, key, columns, &place, &bit)
        }
        continue
      }
      templateOffsets[column] = place
      let counts = try countTemplates(column, columns, columns.symbolEnds[key], &place)
      for (template, count) in zip(info.templates, counts) {
        for slot in columns.templates[template].slots {
          try openSlot(slot, count, key, columns, &place, &bit)
        }
      }
    }
    guard place == columns.symbolEnds[key], bit <= columns.bitEnds[key] * 8 else {
      throw ByteReaderError(byteOffset: 0, reason: "the columns of a key have the wrong size")
    }
    isOpen[key] = true
  }

  private mutating func inflateBlock(
    of key: Int, _ columns: AttributeColumns, _ inflater: inout Inflater
  ) throws(ByteReaderError) {
    // Keys behind the last block have no symbols.
    guard let block = blockEnds.firstIndex(where: { key < $0 }), !isInflated[block] else { return }
    let bytes = try reader.bytes(of: block, &inflater)
    let firstKey = block == 0 ? 0 : blockEnds[block - 1]
    let start = firstKey == 0 ? 0 : columns.symbolEnds[firstKey - 1]
    symbols.replaceSubrange(start..<start + bytes.count, with: bytes)
    isInflated[block] = true
  }

  /// How many values of a column have each of its templates, also before each checkpoint.
  private mutating func countTemplates(
    _ column: Int, _ columns: AttributeColumns, _ end: Int, _ place: inout Int
  ) throws(ByteReaderError) -> ArraySlice<Int> {
    let info = columns.columns[column]
    guard info.valueCount <= end - place else {
      throw ByteReaderError(byteOffset: place, reason: "a column ends too early")
    }
    var counts = [Int](repeating: 0, count: 256)
    var counted = 0
    func count(to end: Int) {
      for index in place + counted..<place + end { counts[Int(symbols[index])] &+= 1 }
      counted = end
    }
    for checkpoint in 0..<checkpoints.count {
      count(to: checkpoints.valueCount(column, checkpoint))
      for (template, count) in zip(info.templates, counts) {
        for slot in columns.templates[template].slots {
          checkpointCounts[slot * checkpoints.count + checkpoint] = Int32(truncatingIfNeeded: count)
        }
      }
    }
    count(to: info.valueCount)
    place += info.valueCount
    guard counts[info.templates.count...].allSatisfy({ $0 == 0 }) else {
      throw ByteReaderError(byteOffset: place, reason: "a symbol refers past its table")
    }
    return counts[..<info.templates.count]
  }

  private mutating func openSlot(
    _ slot: Int, _ count: Int, _ key: Int, _ columns: AttributeColumns, _ place: inout Int, _ bit: inout Int
  ) throws(ByteReaderError) {
    let info = columns.slots[slot]
    bitOffsets[slot] = bit
    guard info.varies else { return }
    if info.entries.count == 1 {
      bit += count * columns.table.storedBitCount(info.entries.lowerBound)
      return
    }
    symbolOffsets[slot] = place
    guard count <= columns.symbolEnds[key] - place else {
      throw ByteReaderError(byteOffset: place, reason: "a column ends too early")
    }
    guard symbols[place..<place + count].allSatisfy({ Int($0) < info.entries.count }) else {
      throw ByteReaderError(byteOffset: place, reason: "a symbol refers past its table")
    }
    var start = place
    let first = slot * checkpoints.count
    for entry in first..<first + checkpoints.count {
      let end = place + Int(checkpointCounts[entry])
      bit &+= columns.table.storedBitCount(of: symbols[start..<end], info.entries.lowerBound)
      checkpointBits[entry] = bit
      start = end
    }
    bit &+= columns.table.storedBitCount(of: symbols[start..<place + count], info.entries.lowerBound)
    place += count
  }

  /// Where the bits of an opened slot are behind its first `count` values, which reach to a checkpoint at least.
  func bitOffset(_ slot: Int, behind count: Int, from checkpoint: Int, _ columns: AttributeColumns) -> Int {
    let info = columns.slots[slot]
    let offset = symbolOffsets[slot]
    let first = info.entries.lowerBound
    if offset < 0 { return bitOffsets[slot] + (info.varies ? count * columns.table.storedBitCount(first) : 0) }
    let entry = slot * checkpoints.count + checkpoint
    return checkpointBits[entry]
      + columns.table.storedBitCount(of: symbols[offset + Int(checkpointCounts[entry])..<offset + count], first)
  }

  /// How many of the first `count` values of an opened column have each of its templates.
  func templateCounts(_ column: Int, first count: Int, from checkpoint: Int, _ columns: AttributeColumns) -> [Int] {
    let offset = templateOffsets[column]
    if offset < 0 { return [count] }
    var counts = columns.columns[column].templates.map { template in
      columns.templates[template].slots.first.map { Int(checkpointCounts[$0 * checkpoints.count + checkpoint]) } ?? 0
    }
    for place in offset + checkpoints.valueCount(column, checkpoint)..<offset + count {
      counts[Int(symbols[place])] &+= 1
    }
    return counts
  }
}
