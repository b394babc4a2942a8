import SegmentFormat
import TestSupport
import Testing

@Suite struct BitTests {
  @Test(arguments: [UInt64(1), 2, 3])
  func numbersOfAnyLengthAreReadFromAnyPlace(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var writer = BitWriter()
    var written: [(offset: Int, count: Int, value: UInt64)] = []
    var offset = 0
    for _ in 0..<2_000 {
      let count = generator.number(0...64)
      let value = count == 0 ? 0 : generator.next() >> UInt64(64 - count)
      writer.append(value, count: count)
      written.append((offset, count, value))
      offset += count
    }
    writer.alignToByte()
    let buffer = BitBuffer(writer.bytes)
    #expect(writer.bytes.count == (offset + 7) / 8, "seed \(seed)")
    for entry in written.shuffled(using: &generator) {
      #expect(try buffer.bits(at: entry.offset, count: entry.count) == entry.value, "seed \(seed)")
    }
  }

  @Test func theLowestBitComesFirst() {
    var writer = BitWriter()
    writer.append(0b1010, count: 4)
    writer.append(0b111, count: 3)
    writer.append(0b01, count: 2)
    writer.alignToByte()
    #expect(writer.bytes == [0b1111_1010, 0])
  }

  @Test func whatFollowsAnAlignmentStartsAtAByte() throws {
    var writer = BitWriter()
    writer.append(1, count: 1)
    writer.alignToByte()
    writer.append(.max, count: 64)
    writer.alignToByte()
    writer.alignToByte()
    #expect(writer.bytes.count == 9)
    #expect(try BitBuffer(writer.bytes).bits(at: 8, count: 64) == .max)
  }

  @Test func readingPastTheEndIsRefused() {
    let buffer = BitBuffer([0xFF, 0xFF])
    #expect(throws: ByteReaderError.self) { try buffer.bits(at: 9, count: 8) }
    #expect(throws: ByteReaderError.self) { try buffer.bits(at: -1, count: 1) }
    #expect(throws: ByteReaderError.self) { try buffer.bits(at: .max, count: 1) }
  }
}
