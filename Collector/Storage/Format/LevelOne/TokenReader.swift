import TelemetryModel

/// Reads the values of columns in the order of `TokenWalk`, from the first item of any trace on.
struct TokenReader {
  private let core: LevelOneCore
  private let streams: AttributeStreams
  private var memory: TraceMemory
  /// How many values of a slot are behind the reader, and where its next mantissa lies.
  private var nextSymbol: [Int]
  private var nextBit: [Int]
  /// How many values of a templated column are behind the reader.
  private var nextValue: [Int]
  private(set) var wide: [UInt128]

  /// - Parameters:
  ///   - streams: in which the keys of all columns that will be read are open.
  init(_ core: LevelOneCore, _ streams: AttributeStreams) {
    self.core = core
    self.streams = streams
    memory = TraceMemory(placeCount: core.layout.keyEnds.count * MemoryPlace.countPerKey)
    nextSymbol = Array(repeating: 0, count: core.columns.slots.count)
    nextBit = streams.bitOffsets
    nextValue = Array(repeating: 0, count: core.columns.columns.count)
    wide = core.columns.wideConstants
  }

  mutating func beginTrace() { memory.beginTrace() }

  /// Goes to the place behind the first `count` values of a column; they reach to a checkpoint at least.
  mutating func seek(_ column: Int, behind count: Int, from checkpoint: Int) {
    let info = core.columns.columns[column]
    if info.templates.isEmpty {
      seekSlot(info.firstSlot, behind: count, from: checkpoint)
      return
    }
    nextValue[column] = count
    let counts = streams.templateCounts(column, first: count, from: checkpoint, core.columns)
    for (template, count) in zip(info.templates, counts) {
      for slot in core.columns.templates[template].slots { seekSlot(slot, behind: count, from: checkpoint) }
    }
  }

  private mutating func seekSlot(_ slot: Int, behind count: Int, from checkpoint: Int) {
    nextSymbol[slot] = count
    nextBit[slot] = streams.bitOffset(slot, behind: count, from: checkpoint, core.columns)
  }

  /// Which of the column's templates the next value has, as an index into `AttributeColumns.templates`.
  @inline(__always)
  mutating func nextTemplate(_ column: Int, _ info: borrowing AttributeColumns.ColumnInfo) -> Int {
    let offset = streams.templateOffsets[column]
    if offset < 0 { return info.templates.lowerBound }
    let place = offset &+ nextValue[column]
    nextValue[column] &+= 1
    return info.templates.lowerBound &+ Int(streams.symbols[place])
  }

  /// Reads the next value of a column only to remember its tokens.
  @inline(__always)
  mutating func pass(_ column: Int) throws(ByteReaderError) {
    let info = core.columns.columns[column]
    if info.templates.isEmpty {
      _ = try next(info.firstSlot)
    } else {
      for slot in core.columns.templates[nextTemplate(column, info)].slots { _ = try next(slot) }
    }
  }

  /// Steps over the next value of a column: nothing is remembered of it.
  @inline(__always)
  mutating func skipNext(_ column: Int) {
    let info = core.columns.columns[column]
    if info.templates.isEmpty {
      skipNextToken(info.firstSlot)
    } else {
      for slot in core.columns.templates[nextTemplate(column, info)].slots { skipNextToken(slot) }
    }
  }

  @inline(__always)
  private mutating func skipNextToken(_ slot: Int) {
    let info = core.columns.slots[slot]
    if !info.varies { return }
    var entry = info.entries.lowerBound
    let offset = streams.symbolOffsets[slot]
    if offset >= 0 {
      entry &+= Int(streams.symbols[offset &+ nextSymbol[slot]])
      nextSymbol[slot] &+= 1
    }
    nextBit[slot] &+= core.columns.table.storedBitCount(entry)
  }

  /// The next token of a slot.
  @inline(__always)
  mutating func next(_ slot: Int) throws(ByteReaderError) -> UInt64 {
    let info = core.columns.slots[slot]
    if !info.varies { return info.constant }
    var entry = info.entries.lowerBound
    let offset = streams.symbolOffsets[slot]
    if offset >= 0 {
      entry &+= Int(streams.symbols[offset &+ nextSymbol[slot]])
      nextSymbol[slot] &+= 1
    }
    let bitCount = core.columns.table.mantissaBitCounts[entry]
    let token: UInt64
    if bitCount == SymbolTable.predictedMark {
      guard memory.holds(Int(info.source)) else {
        throw ByteReaderError(byteOffset: 0, reason: "a prediction looks for what the trace does not have")
      }
      token = memory.tokens[Int(info.source)]
    } else {
      token = try literal(slot, info, entry, Int(bitCount))
    }
    memory.remember(token, at: Int(info.memory))
    return token
  }

  @inline(__always)
  private mutating func literal(
    _ slot: Int, _ info: AttributeColumns.SlotInfo, _ entry: Int, _ bitCount: Int
  ) throws(ByteReaderError) -> UInt64 {
    let place = nextBit[slot]
    nextBit[slot] = place &+ bitCount
    switch info.domain {
    case .number:
      let mantissa = bitCount == 0 ? 0 : try streams.bits.bits(at: place, count: bitCount)
      return info.shift.undo(core.columns.table.bases[entry] | mantissa)
    case .text:
      let mantissa = bitCount == 0 ? 0 : try streams.bits.bits(at: place, count: bitCount)
      let rank = core.columns.table.bases[entry] | mantissa
      let texts = core.columns.rankedTexts(of: Int(info.key))
      guard rank < UInt64(texts.count) else {
        throw ByteReaderError(byteOffset: place >> 3, reason: "a text refers past the texts of its key")
      }
      return UInt64(core.columns.rankedTexts[texts.lowerBound &+ Int(rank)])
    case .wide:
      let low = try streams.bits.bits(at: place, count: min(bitCount, 64))
      let high = bitCount > 64 ? try streams.bits.bits(at: place &+ 64, count: bitCount &- 64) : 0
      wide.append(UInt128(high) << 64 | UInt128(low))
      return UInt64(wide.count - 1)
    }
  }
}
