/// Makes symbols, their table and mantissa bits of a column: the writing half of `SymbolTable`.
///
/// The caller fills `literals` with the numbers that are not predicted. Values that are frequent enough to pay for
/// their place in the table get a symbol of their own; the others share the symbol of their class. What is frequent is
/// found on a sample, so that a column of random numbers costs little.
package struct SymbolEncoder {
  /// The numbers to encode.
  package var literals: [UInt64] = []

  private var counter = ValueCounter()
  /// Provisional symbols: classes, then exact values, then the prediction.
  private var provisional: [UInt8] = []
  private var exactValues: [UInt64] = []
  private var classHasExact = [Bool](repeating: false, count: NumberClass.count)
  private var exactKeys = [UInt64](repeating: 0, count: Self.exactSlotCount)
  private var exactSymbols = [UInt8](repeating: 0, count: Self.exactSlotCount)
  private var ranks = [UInt8](repeating: 0, count: 256)
  /// All zero between uses.
  private var symbolCounts = [Int32](repeating: 0, count: 256)
  private var classCounts = [Double](repeating: 0, count: NumberClass.count)
  /// Odd and random, as in `ValueCounter`.
  private let multiplier = UInt64.random(in: .min ... .max) | 1

  private static let exactSlotCount = 512
  private static let mostExactValues = 127
  private static let predictedSymbol = 255

  package init() {}

  // MARK: Choice of exact values

  private mutating func chooseExactValues(_ sample: ArraySlice<UInt64>) {
    if !exactValues.isEmpty {
      for value in exactValues { classHasExact[NumberClass.of(value)] = false }
      for slot in 0..<Self.exactSlotCount { exactSymbols[slot] = 0 }
    }
    exactValues.removeAll(keepingCapacity: true)
    guard !sample.isEmpty else { return }
    let stride = (sample.count + ValueCounter.limit - 1) / ValueCounter.limit
    counter.count(sample, stride: stride)

    for (value, count) in zip(counter.values, counter.counts) {
      classCounts[NumberClass.of(value)] += Double(count * Int32(stride))
    }
    defer { for value in counter.values { classCounts[NumberClass.of(value)] = 0 } }
    var candidates: [(gain: Double, value: UInt64)] = []
    for (value, count) in zip(counter.values, counter.counts) where count > 1 {
      let numberClass = NumberClass.of(value)
      let mantissa = NumberClass.mantissaBitCount(numberClass)
      if mantissa == 0 { continue }
      let occurrences = Double(count * Int32(stride))
      let tableCost = 8 + Double(64 - value.leadingZeroBitCount)
      let splitCost = BitCost.split(occurrences, of: classCounts[numberClass])
      let gain = occurrences * Double(mantissa) - splitCost - tableCost
      if gain > 0 { candidates.append((gain, value)) }
    }
    if candidates.count > Self.mostExactValues {
      candidates.sort { $0.gain != $1.gain ? $0.gain > $1.gain : $0.value < $1.value }
      candidates.removeLast(candidates.count - Self.mostExactValues)
    }
    for candidate in candidates { addExact(candidate.value) }
  }

  private mutating func addExact(_ value: UInt64) {
    let slot = exactSlot(of: value)
    exactKeys[slot] = value
    exactValues.append(value)
    exactSymbols[slot] = UInt8(NumberClass.count + exactValues.count - 1)
    classHasExact[NumberClass.of(value)] = true
  }

  /// The slot that holds the value, or the vacant one where it belongs.
  @inline(__always)
  private func exactSlot(of value: UInt64) -> Int {
    var slot = Int(truncatingIfNeeded: (value &* multiplier) &>> 55)
    while exactSymbols[slot] != 0, exactKeys[slot] != value { slot = (slot &+ 1) & (Self.exactSlotCount &- 1) }
    return slot
  }

  @inline(__always)
  private func symbol(of value: UInt64) -> UInt8 {
    let numberClass = NumberClass.of(value)
    if classHasExact[numberClass] {
      let exact = exactSymbols[exactSlot(of: value)]
      if exact != 0 { return exact }
    }
    return UInt8(truncatingIfNeeded: numberClass)
  }

  // MARK: Estimate

  /// About how many bits `numbers` take, table included; for samples.
  mutating func estimatedBits(_ numbers: ArraySlice<UInt64>) -> Double {
    chooseExactValues(numbers)
    var used: [Int] = []
    var bits = 0.0
    for number in numbers {
      let symbol = Int(symbol(of: number))
      if symbolCounts[symbol] == 0 { used.append(symbol) }
      symbolCounts[symbol] += 1
      if symbol < NumberClass.count { bits += Double(NumberClass.mantissaBitCount(symbol)) }
    }
    let total = Double(numbers.count)
    for symbol in used {
      let count = Double(symbolCounts[symbol])
      bits += count * BitCost.log2(total / count) + 8
      symbolCounts[symbol] = 0
    }
    return bits
  }

  // MARK: Output

  /// Writes the table to `table`, the symbols and the mantissa bits.
  ///
  /// - Parameter hits: per value whether it is predicted; `nil` for a column without prediction. What is not predicted
  ///   lies in `literals`, in order.
  package mutating func write(
    hits: ArraySlice<Bool>?, table: inout ByteWriter, symbols: inout [UInt8], bits: inout BitWriter
  ) {
    chooseExactValues(literals[...])
    provisional.removeAll(keepingCapacity: true)
    provisional.reserveCapacity(literals.count)
    var used: [Int] = []
    for literal in literals {
      let symbol = symbol(of: literal)
      provisional.append(symbol)
      if symbolCounts[Int(symbol)] == 0 { used.append(Int(symbol)) }
      symbolCounts[Int(symbol)] &+= 1
    }
    symbolCounts[Self.predictedSymbol] = Int32((hits?.count ?? literals.count) - literals.count)
    if symbolCounts[Self.predictedSymbol] > 0 { used.append(Self.predictedSymbol) }
    used.sort { symbolCounts[$0] != symbolCounts[$1] ? symbolCounts[$0] > symbolCounts[$1] : $0 < $1 }
    for symbol in used { symbolCounts[symbol] = 0 }
    writeTable(used, to: &table)
    if used.count > 1 { writeSymbols(hits, to: &symbols) }
    for (literal, symbol) in zip(literals, provisional) where symbol < NumberClass.count {
      let numberClass = Int(symbol)
      let mantissa = NumberClass.mantissaBitCount(numberClass)
      if mantissa > 0 { bits.append(NumberClass.mantissa(literal, numberClass), count: mantissa) }
    }
  }

  private mutating func writeTable(_ used: [Int], to table: inout ByteWriter) {
    table.varint(used.count)
    for (rank, symbol) in used.enumerated() {
      ranks[symbol] = UInt8(rank)
      if symbol == Self.predictedSymbol {
        table.varint(SymbolTable.Entry.predicted)
      } else if symbol >= NumberClass.count {
        table.varint(SymbolTable.Entry.exact)
        table.varint(exactValues[symbol - NumberClass.count])
      } else {
        table.varint(SymbolTable.Entry.firstClass + symbol)
      }
    }
  }

  private func writeSymbols(_ hits: ArraySlice<Bool>?, to symbols: inout [UInt8]) {
    guard let hits else {
      for symbol in provisional { symbols.append(ranks[Int(symbol)]) }
      return
    }
    let predicted = ranks[Self.predictedSymbol]
    var literal = 0
    for hit in hits {
      if hit {
        symbols.append(predicted)
      } else {
        symbols.append(ranks[Int(provisional[literal])])
        literal += 1
      }
    }
  }
}
