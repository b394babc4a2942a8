/// Hexadecimal digits of IDs in headers.
enum HexDigits {
  /// The value of one digit, or `nil`. W3C allows lower case only, B3 both.
  @inline(__always)
  static func value(_ character: UInt8, isUpperCaseAllowed: Bool) -> UInt8? {
    switch character {
    case 0x30...0x39: character &- 0x30
    case 0x61...0x66: character &- 0x57
    case 0x41...0x46 where isUpperCaseAllowed: character &- 0x37
    default: nil
    }
  }

  // SAFETY: reads through the indices of its argument alone; the caller keeps the memory alive.

  /// Up to sixteen digits as a number, or `nil`.
  @inline(__always)
  static func number(_ digits: Slice<UnsafeBufferPointer<UInt8>>, isUpperCaseAllowed: Bool = false) -> UInt64? {
    if digits.isEmpty || digits.count > 16 { return nil }
    var number: UInt64 = 0
    for digit in digits {
      guard let value = value(digit, isUpperCaseAllowed: isUpperCaseAllowed) else { return nil }
      number = number << 4 | UInt64(value)
    }
    return number
  }

  /// Writes the lowest `count` digits of a number, lower case.
  @inline(__always)
  static func write(_ value: UInt64, count: Int, to target: UnsafeMutableBufferPointer<UInt8>, at start: Int) {
    for index in 0..<count {
      let digit = UInt8(truncatingIfNeeded: value >> UInt64(4 &* (count &- 1 &- index))) & 0xF
      target[start &+ index] = digit < 10 ? 0x30 &+ digit : 0x57 &+ digit
    }
  }

  /// Sixteen digits.
  static func text(_ value: UInt64) -> String {
    // SAFETY: writes exactly the sixteen bytes that it asks for.
    String(unsafeUninitializedCapacity: 16) { buffer in
      write(value, count: 16, to: buffer, at: 0)
      return 16
    }
  }

  /// Thirty-two digits.
  static func text(high: UInt64, low: UInt64) -> String {
    // SAFETY: writes exactly the thirty-two bytes that it asks for.
    String(unsafeUninitializedCapacity: 32) { buffer in
      write(high, count: 16, to: buffer, at: 0)
      write(low, count: 16, to: buffer, at: 16)
      return 32
    }
  }
}
