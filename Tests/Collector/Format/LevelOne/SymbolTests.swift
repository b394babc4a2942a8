import SegmentFormat
import TestSupport
import Testing

@Suite struct SymbolTests {
  /// Encodes numbers, some of them marked as predicted (`nil`), and reads them back.
  private func roundTrip(_ numbers: [UInt64?]) throws -> (numbers: [UInt64?], symbolCount: Int, bitCount: Int) {
    var encoder = SymbolEncoder()
    encoder.literals = numbers.compactMap { $0 }
    var descriptor = ByteWriter()
    var symbols: [UInt8] = []
    var bits = BitWriter()
    let hits = numbers.map { $0 == nil }
    encoder.write(
      hits: hits.contains(true) ? hits[...] : nil, table: &descriptor, symbols: &symbols, bits: &bits)
    bits.alignToByte()
    var table = SymbolTable()
    let entries = try ByteReader.read(descriptor.bytes.span.bytes) { (reader) throws(ByteReaderError) in
      try table.append(&reader, allowsPrediction: true)
    }
    let buffer = BitBuffer(bits.bytes)
    var offset = 0
    let read = try numbers.indices.map { index -> UInt64? in
      let entry = entries.lowerBound + (entries.count == 1 ? 0 : Int(symbols[index]))
      if table.mantissaBitCounts[entry] == SymbolTable.predictedMark { return nil }
      defer { offset += table.storedBitCount(entry) }
      return table.bases[entry] | (try buffer.bits(at: offset, count: table.storedBitCount(entry)))
    }
    return (read, symbols.count, bits.bytes.count * 8)
  }

  @Test(arguments: [UInt64(1), 2, 3, 4])
  func numbersAndPredictionsSurvive(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let common = (0..<200).map { _ in generator.next() >> UInt64(generator.number(0...63)) }
    let numbers = (0..<5_000).map { _ -> UInt64? in
      if generator.isOne(in: 3) { return nil }
      return generator.isOne(in: 3) ? generator.next() >> UInt64(generator.number(0...63)) : generator.pick(common)
    }
    #expect(try roundTrip(numbers).numbers == numbers, "seed \(seed)")
  }

  @Test func equalNumbersTakeNoBytes() throws {
    let result = try roundTrip(Array(repeating: 24_000, count: 100))
    #expect(result.symbolCount == 0 && result.bitCount == 0)
    #expect(result.numbers == Array(repeating: 24_000, count: 100))
  }

  @Test func frequentNumbersTakeNoMantissa() throws {
    let numbers: [UInt64?] = (0..<300).map { [12_000, 24_000, 6_000][$0 % 3] }
    let result = try roundTrip(numbers)
    #expect(result.symbolCount == 300 && result.bitCount == 0)
    #expect(result.numbers == numbers)
  }

  @Test func whatIsAllPredictedTakesNoBytes() throws {
    let result = try roundTrip([nil, nil, nil])
    #expect(result.symbolCount == 0 && result.bitCount == 0)
    #expect(result.numbers == [nil, nil, nil])
  }

  @Test func unsoundTablesAreRefused() {
    for bytes: [UInt8] in [[], [0], [1], [1, 130, 1], [2, 1, 5]] {
      var table = SymbolTable()
      #expect(throws: ByteReaderError.self, "\(bytes)") {
        try ByteReader.read(bytes.span.bytes) { (reader) throws(ByteReaderError) in
          _ = try table.append(&reader, allowsPrediction: true)
        }
      }
    }
    var table = SymbolTable()
    #expect(throws: ByteReaderError.self) {
      try ByteReader.read([1, 0].span.bytes) { (reader) throws(ByteReaderError) in
        _ = try table.append(&reader, allowsPrediction: false)
      }
    }
  }
}
