import TelemetryModel
import TestSupport
import Testing

@Suite struct CompositeValueTests {
  @Test(arguments: 0..<50 as Range<UInt64>)
  func `nested values survive their bytes`(_ seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let value = AttributeValue.array((0..<20).map { _ in RandomSpans.value(using: &generator, depth: 6) })
    #expect(CompositeValue.decode(CompositeValue.encode(value)[...]) == value, "seed \(seed)")
  }

  @Test func `the bytes are those of the documented table`() {
    let value = AttributeValue.keyValueList([
      Attribute("k", .array([.empty, .string("a"), .bool(false), .bool(true), .int(1), .double(2), .bytes([9])]))
    ])
    let expected: [UInt8] =
      [8, 9, 1, 0x6B, 7, 0, 1, 1, 0x61, 2, 3, 4, 1, 0, 0, 0, 0, 0, 0, 0]
      + [5, 0, 0, 0, 0, 0, 0, 0, 0x40, 6, 1, 9, 10, 10]
    #expect(CompositeValue.encode(value) == expected)
  }

  @Test func `a writer takes back and replaces parts`() {
    var writer = CompositeValue.Writer()
    writer.beginArray()
    writer.bool(true)
    writer.replace(1..<2)
    writer.bool(false)
    writer.replace(1..<2, with: [0, 0])
    writer.end()
    #expect(CompositeValue.decode(writer.bytes[...]) == .array([.empty, .empty]))
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `damaged bytes end early and never trap`(_ seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var bytes = CompositeValue.encode(.array((0..<9).map { _ in RandomSpans.value(using: &generator, depth: 4) }))
    for _ in 0..<200 {
      bytes[generator.number(0...bytes.count - 1)] = UInt8(truncatingIfNeeded: generator.next() % 16)
      var reader = CompositeValue.Reader(bytes[...])
      var tokenCount = 0
      while reader.next() != nil { tokenCount += 1 }
      #expect(tokenCount <= bytes.count, "seed \(seed)")
      _ = CompositeValue.decode(bytes[..<generator.number(0...bytes.count)])
    }
  }

  @Test func `deeper bytes than any decoder writes do not exhaust the stack`() {
    let bytes = [UInt8](repeating: CompositeValue.Tag.beginArray.rawValue, count: 200_000)
    #expect(CompositeValue.decode(bytes[...]) != .empty)
  }

  @Test func `equality of values looks at bits and types`() {
    #expect(AttributeValue.double(.nan) == .double(.nan))
    #expect(AttributeValue.double(0) != .double(-0.0))
    #expect(AttributeValue.int(1) != .double(1))
    #expect(AttributeValue.string("e\u{301}") != .string("\u{E9}"))
    #expect(AttributeValue.bytes([1]) != .string("\u{1}"))
  }
}
