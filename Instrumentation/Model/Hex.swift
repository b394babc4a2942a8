/// Hexadecimal digits to numbers and back.
package enum Hex {
  package static let digits: [UInt8] = Array("0123456789abcdef".utf8)

  /// The value of one digit of either case, or `nil`.
  @inlinable @inline(__always)
  package static func value(of digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit &- 0x30
    case 0x61...0x66: digit &- 0x61 &+ 10
    case 0x41...0x46: digit &- 0x41 &+ 10
    default: nil
    }
  }

  /// Sixteen lower-case digits.
  package static func text(_ value: UInt64) -> String {
    // SAFETY: writes exactly the sixteen bytes that it asks for.
    String(unsafeUninitializedCapacity: 16) { buffer in
      for index in 0..<16 {
        buffer[index] = digits[Int(truncatingIfNeeded: value >> UInt64(60 - 4 * index)) & 0xF]
      }
      return 16
    }
  }

  /// Reads up to 32 digits into a 128-bit number given as two halves; `nil` when empty, too long or not hexadecimal.
  static func halves(
    of text: some Sequence<UInt8>, maximumDigitCount: Int
  ) -> (high: UInt64, low: UInt64)? {
    var high: UInt64 = 0
    var low: UInt64 = 0
    var digitCount = 0
    for character in text {
      guard let digit = value(of: character), digitCount < maximumDigitCount else { return nil }
      high = high << 4 | low >> 60
      low = low << 4 | UInt64(digit)
      digitCount += 1
    }
    return digitCount == 0 ? nil : (high, low)
  }
}
