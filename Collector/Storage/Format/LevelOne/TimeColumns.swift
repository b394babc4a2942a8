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

  /// - Parameter counts: how many values each column has.
  init(
    _ reader: inout ByteReader, _ layout: TimeLayout, counts: [Int], symbols: [UInt8], bits: [UInt8]
  ) throws(ByteReaderError) {
    self.layout = layout
    self.symbols = symbols
    self.bits = BitBuffer(bits)
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
      for index in place..<place + count {
        guard Int(symbols[index]) < entries.count else {
          throw ByteReaderError(byteOffset: index, reason: "a symbol refers past its table")
        }
        bit &+= table.storedBitCount(entries.lowerBound &+ Int(symbols[index]))
      }
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

    /// At the given place of every column.
    init(_ times: TimeColumns, counts: [Int]) {
      self.counts = counts
      bitOffsets = times.columns.map(\.bitOffset)
      for (column, count) in counts.enumerated() where count > 0 {
        bitOffsets[column] += times.bitCount(column, first: count)
      }
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

  private func bitCount(_ column: Int, first count: Int) -> Int {
    let info = columns[column]
    let first = info.entries.lowerBound
    if info.symbolOffset < 0 { return count * table.storedBitCount(first) }
    var bits = 0
    for place in info.symbolOffset..<info.symbolOffset + count {
      bits &+= table.storedBitCount(first &+ Int(symbols[place]))
    }
    return bits
  }
}
