import SegmentFormat
import TestSupport
import Testing

@Suite struct NumberTests {
  private static let edges: [UInt64] = (0..<64).flatMap { (bit: UInt64) -> [UInt64] in
    let power: UInt64 = 1 << bit
    return [power, power - 1, power &+ 1, ~power]
  }

  @Test func everyNumberIsItsClassAndItsMantissa() {
    var generator = SeededGenerator(seed: 91)
    for number in Self.edges + (0..<5_000).map({ _ in generator.next() >> UInt64(generator.number(0...63)) }) {
      let numberClass = NumberClass.of(number)
      let mantissa = NumberClass.mantissa(number, numberClass)
      let bitCount = NumberClass.mantissaBitCount(numberClass)
      #expect((0..<NumberClass.count).contains(numberClass))
      #expect(bitCount == 64 || mantissa < 1 << UInt64(bitCount))
      #expect(NumberClass.base(numberClass) | mantissa == number)
    }
    #expect(NumberClass.of(45) == 10)
    #expect(NumberClass.mantissa(45, 10) == 0b1101)
  }

  @Test(arguments: [[0, 5, 9], [3, 3], [.max], [1 << 63, 4], [UInt64(bitPattern: -5), 7, 0], []] as [[UInt64]])
  func aShiftIsUndone(numbers: [UInt64]) throws {
    let shift = NumberShift(for: numbers[...])
    var shifted = numbers
    shift.apply(to: &shifted)
    #expect(shifted.map(shift.undo) == numbers)
    var writer = ByteWriter()
    shift.writeBase(to: &writer)
    let read = try ByteReader.read(writer.bytes.span.bytes) { (reader) throws(ByteReaderError) in
      try NumberShift(flag: shift.flag == 1, &reader)
    }
    #expect(read == shift)
  }

  @Test func decimalDoublesAreIntegersWithoutThePoint() {
    #expect(DecimalDouble.integer((12.5).bitPattern, digits: 1) == 125)
    #expect(DecimalDouble.integer((0.1).bitPattern, digits: 0) == nil)
    #expect(DecimalDouble.bits(-1_234, digits: 3) == (-1.234).bitPattern)
    for double in [-0.0, .nan, .infinity, 1e300, Double.leastNonzeroMagnitude, .pi] {
      #expect((0...DecimalDouble.mostDigits).allSatisfy { DecimalDouble.integer(double.bitPattern, digits: $0) == nil })
    }
  }

  @Test func aDecimalDoubleOfFewerDigitsIsOneOfMoreDigits() {
    var generator = SeededGenerator(seed: 92)
    for _ in 0..<5_000 {
      let digits = generator.number(0...DecimalDouble.mostDigits)
      let bits = DecimalDouble.bits(Int64(generator.number(-9_999_999...9_999_999)), digits: digits)
      for more in digits...DecimalDouble.mostDigits {
        let integer = DecimalDouble.integer(bits, digits: more)
        #expect(integer.map { DecimalDouble.bits($0, digits: more) } == bits, "seed 92")
      }
    }
  }

  @Test(arguments: [0, 255, 256, 65_535, 65_536, UInt32.max])
  func anIndexListFindsEveryNumber(largest: UInt32) throws {
    let numbers = [0, largest, largest / 2, 1]
    let bound = Int(largest) + 2
    let list = try IndexList(IndexList.encode(numbers), count: 4, below: bound)
    #expect((0..<list.count).map { list[$0] } == numbers.map(Int.init))
    #expect(throws: ByteReaderError.self) { try IndexList(IndexList.encode(numbers), count: 5, below: bound) }
    if largest > 1 {
      #expect(throws: ByteReaderError.self) { try IndexList(IndexList.encode(numbers), below: Int(largest)) }
    }
  }
}
