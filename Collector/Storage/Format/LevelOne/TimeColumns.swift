import TelemetryModel

/// The columns of times, read back: the inverse of `TimeEncoder`.
struct TimeColumns: Sendable {
  private struct Column: Sendable {
    var reference: UInt8 = 0
    var shift = NumberShift.zigzag
    var entries = 0..<0
    /// -1 when the column has one symbol, which is not stored.
    var symbolOffset = -1
    var bitOffset = 0
  }

  let layout: TimeLayout
  private var columns: [Column]
  private var table = SymbolTable()
  private let symbols: [UInt8]
  private let bits: BitBuffer
  private let checkpoints: Checkpoints
  /// Where the bits of each column are at each checkpoint, column by column.
  private var checkpointBits: [Int]

  /// - Parameter counts: how many values each column has.
  init(
    _ reader: inout ByteReader, _ layout: TimeLayout, counts: [Int], _ checkpoints: Checkpoints, symbols: [UInt8],
    bits: [UInt8]
  ) throws(ByteReaderError) {
    self.layout = layout
    self.symbols = symbols
    self.bits = BitBuffer(bits)
    self.checkpoints = checkpoints
    checkpointBits = Array(repeating: 0, count: checkpoints.count * counts.count)
    columns = Array(repeating: Column(), count: counts.count)
    var place = 0
    var bit = 0
    for (column, count) in counts.enumerated() where count > 0 {
      let flags = try reader.byte()
      guard flags >> 1 < TimeReference.count else {
        throw ByteReaderError(byteOffset: reader.offset, reason: "a time has no known reference")
      }
      columns[column].reference = flags >> 1
      columns[column].shift = try NumberShift(flag: flags & 1 == 1, &reader)
      let entries = try table.append(&reader, allowsPrediction: false)
      columns[column].entries = entries
      columns[column].bitOffset = bit
      if entries.count == 1 {
        bit += count * table.storedBitCount(entries.lowerBound)
        continue
      }
      guard count <= symbols.count - place else { throw reader.truncated() }
      columns[column].symbolOffset = place
      guard symbols[place..<place + count].allSatisfy({ Int($0) < entries.count }) else {
        throw ByteReaderError(byteOffset: place, reason: "a symbol refers past its table")
      }
      var start = place
      for checkpoint in 0..<checkpoints.count {
        let end = place + checkpoints.timeCount(column, checkpoint)
        bit &+= table.storedBitCount(of: symbols[start..<end], entries.lowerBound)
        checkpointBits[column * checkpoints.count + checkpoint] = bit
        start = end
      }
      bit &+= table.storedBitCount(of: symbols[start..<place + count], entries.lowerBound)
      place += count
    }
    guard reader.remaining == 0, place == symbols.count, bit <= self.bits.bitCount else {
      throw ByteReaderError(byteOffset: reader.offset, reason: "the times have the wrong size")
    }
  }

  @inline(__always)
  func reference(of column: Int) -> UInt8 { columns[column].reference }

  /// Reads values of every column one after the other.
  struct Cursor {
    /// How many values of each column are behind it.
    private var counts: [Int]
    private var bitOffsets: [Int]

    /// At the start of every column.
    init(_ times: TimeColumns) {
      counts = Array(repeating: 0, count: times.columns.count)
      bitOffsets = times.columns.map(\.bitOffset)
    }

    /// At the given place of every column, not before that of a checkpoint.
    init(_ times: TimeColumns, counts: [Int], from checkpoint: Int) {
      self.counts = counts
      bitOffsets = counts.indices.map { times.bitOffset($0, behind: counts[$0], from: checkpoint) }
    }

    /// Steps over the next value of a column.
    @inline(__always)
    mutating func skip(_ column: Int, _ times: borrowing TimeColumns) {
      let info = times.columns[column]
      var entry = info.entries.lowerBound
      if info.symbolOffset >= 0 { entry &+= Int(times.symbols[info.symbolOffset &+ counts[column]]) }
      counts[column] &+= 1
      bitOffsets[column] &+= times.table.storedBitCount(entry)
    }

    @inline(__always)
    mutating func next(_ column: Int, _ times: borrowing TimeColumns) throws(ByteReaderError) -> UInt64 {
      let info = times.columns[column]
      var entry = info.entries.lowerBound
      if info.symbolOffset >= 0 { entry &+= Int(times.symbols[info.symbolOffset &+ counts[column]]) }
      counts[column] &+= 1
      var number = times.table.bases[entry]
      let bitCount = Int(times.table.mantissaBitCounts[entry])
      if bitCount > 0 {
        number |= try times.bits.bits(at: bitOffsets[column], count: bitCount)
        bitOffsets[column] &+= bitCount
      }
      return info.shift.undo(number)
    }
  }

  private func bitOffset(_ column: Int, behind count: Int, from checkpoint: Int) -> Int {
    if count == 0 { return columns[column].bitOffset }
    let info = columns[column]
    let first = info.entries.lowerBound
    if info.symbolOffset < 0 { return info.bitOffset + count * table.storedBitCount(first) }
    let passed = checkpoints.timeCount(column, checkpoint)
    return checkpointBits[column * checkpoints.count + checkpoint]
      + table.storedBitCount(of: symbols[info.symbolOffset + passed..<info.symbolOffset + count], first)
  }
}
