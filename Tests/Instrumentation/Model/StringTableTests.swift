import TelemetryModel
import TestSupport
import Testing

@Suite struct StringTableTests {
  @Test func `code 0 is the empty text`() {
    var table = StringTable()
    #expect(table.count == 1)
    #expect(table.text(0) == "")
    #expect(table.intern("") == 0)
    #expect(table.count == 1)
  }

  @Test func `equal texts share a code, others do not`() {
    var table = StringTable()
    let codes = ["a", "b", "a", "ab", "b", "abcdefgh", "abcdefghi"].map { table.intern($0) }
    #expect(codes == [1, 2, 1, 3, 2, 4, 5])
    #expect((0..<6).map { table.text($0) } == ["", "a", "b", "ab", "abcdefgh", "abcdefghi"])
    #expect(table.code(of: "ab") == 3)
    #expect(table.code(of: "") == 0)
    #expect(table.code(of: "absent") == nil)
  }

  @Test func `texts are bytes: invalid UTF-8 and zeros are kept`() {
    var table = StringTable()
    let bytes: [UInt8] = [0xFF, 0, 0xC0, 0x80]
    let code = table.intern(bytes[...])
    #expect(Array(table[code]) == bytes)
    #expect(table.byteCount(of: code) == 4)
    #expect(table.text(code) == "\u{FFFD}\u{0}\u{FFFD}\u{FFFD}")
  }

  @Test(arguments: 0..<6 as Range<UInt64>)
  func `a table behaves like a dictionary, whatever the lengths`(_ seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var table = StringTable()
    var expected: [[UInt8]: StringCode] = [[]: 0]
    for _ in 0..<5000 {
      // Few letters and lengths up to 40: many repeats and near-repeats in every branch of the hash.
      let text = (0..<generator.number(0...40)).map { _ in UInt8(generator.number(0...1)) }
      let code = table.intern(text[...])
      #expect(code == expected[text] ?? StringCode(expected.count), "seed \(seed)")
      expected[text] = code
    }
    #expect(table.count == expected.count)
    for (text, code) in expected { #expect(Array(table[code]) == text, "seed \(seed)") }
  }

  @Test func `a table made from stored bytes goes on interning`() {
    var first = StringTable()
    for number in 0..<500 { _ = first.intern("text \(number)") }
    var second = StringTable(arena: first.arena, ends: first.ends)
    #expect(second.intern("text 77") == first.intern("text 77"))
    #expect(second.intern("new") == StringCode(first.count))
  }
}
