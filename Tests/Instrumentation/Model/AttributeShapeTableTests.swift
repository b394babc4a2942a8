import TelemetryModel
import TestSupport
import Testing

@Suite struct AttributeShapeTableTests {
  @Test func `code 0 is the empty shape`() {
    var table = AttributeShapeTable()
    #expect(table.intern([]) == 0)
    #expect(table.count == 1)
    #expect(table.slotCount(of: 0) == 0)
  }

  @Test func `order, keys and kinds make a shape`() {
    var table = AttributeShapeTable()
    let a = AttributeSlot(key: 1, kind: .string)
    let b = AttributeSlot(key: 2, kind: .int)
    let other = AttributeSlot(key: 1, kind: .bytes)
    let codes = [[a], [a, b], [b, a], [other], [a, b], [a, a], [a]].map { table.intern($0) }
    #expect(codes == [1, 2, 3, 4, 2, 5, 1])
    #expect(Array(table[3]) == [b, a])
    #expect(table.slots[table.bounds(of: 2)].map(\.key) == [1, 2])
  }

  @Test(arguments: 0..<4 as Range<UInt64>)
  func `a table behaves like a dictionary`(_ seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var table = AttributeShapeTable()
    var expected: [[AttributeSlot]: ShapeCode] = [[]: 0]
    for _ in 0..<3000 {
      let shape = (0..<generator.number(0...5)).map { _ in
        AttributeSlot(key: StringCode(generator.number(0...3)), kind: generator.pick([.string, .int]))
      }
      let code = table.intern(shape)
      #expect(code == expected[shape] ?? ShapeCode(expected.count), "seed \(seed)")
      expected[shape] = code
    }
    for (shape, code) in expected { #expect(Array(table[code]) == shape, "seed \(seed)") }
  }
}
