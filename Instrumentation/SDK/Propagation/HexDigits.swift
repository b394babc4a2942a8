/// Hexadecimal digits of IDs in headers, eight at a time: each byte of a 64-bit number is a digit.
enum HexDigits {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let lowNibbles: UInt64 = 0x0F0F_0F0F_0F0F_0F0F

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

  /// The number that sixteen digits of lower case make, or `nil`.
  @inline(__always)
  static func number(_ bytes: UnsafeRawBufferPointer, at start: Int) -> UInt64? {
    // SAFETY: `loadUnaligned` checks that both halves lie within the buffer.
    let first = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self))
    let second = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: start &+ 8, as: UInt64.self))
    guard let high = number(ofDigits: first), let low = number(ofDigits: second) else { return nil }
    return high << 32 | low
  }

  /// The number that two digits of lower case make, or `nil`.
  @inline(__always)
  static func byte(_ bytes: UnsafeRawBufferPointer, at start: Int) -> UInt8? {
    guard let high = value(bytes[start], isUpperCaseAllowed: false),
      let low = value(bytes[start &+ 1], isUpperCaseAllowed: false)
    else { return nil }
    return high << 4 | low
  }

  /// The first digit is the lowest byte.
  @inline(__always)
  private static func number(ofDigits digits: UInt64) -> UInt64? {
    // Letters have bit 6 and begin at 1 in the lower four bits; digits begin at 0.
    var nibbles = (digits & lowNibbles) &+ (digits >> 6 & ones) &* 9
    // What is no digit does not come back from its value.
    guard nibbles & ~lowNibbles == 0, Self.digits(ofNibbles: nibbles) == digits else { return nil }
    nibbles = nibbles.byteSwapped
    nibbles = (nibbles | nibbles >> 4) & 0x00FF_00FF_00FF_00FF
    nibbles = (nibbles | nibbles >> 8) & 0x0000_FFFF_0000_FFFF
    return (nibbles | nibbles >> 16) & 0xFFFF_FFFF
  }

  /// From ten on, a digit is a letter, 39 places after where the digits would go on.
  @inline(__always)
  private static func digits(ofNibbles nibbles: UInt64) -> UInt64 {
    nibbles &+ (0x30 &* ones) &+ ((nibbles &+ (6 &* ones)) >> 4 & ones) &* 0x27
  }

  /// Writes sixteen digits, lower case.
  @inline(__always)
  static func write(_ value: UInt64, to target: UnsafeMutableRawBufferPointer, at start: Int) {
    // SAFETY: `storeBytes` checks that both halves lie within the buffer.
    target.storeBytes(of: digits(of: value >> 32).littleEndian, toByteOffset: start, as: UInt64.self)
    target.storeBytes(of: digits(of: value & 0xFFFF_FFFF).littleEndian, toByteOffset: start &+ 8, as: UInt64.self)
  }

  /// The eight digits of a number of 32 bits, the first in the lowest byte.
  @inline(__always)
  private static func digits(of value: UInt64) -> UInt64 {
    var nibbles = (value | value << 16) & 0x0000_FFFF_0000_FFFF
    nibbles = (nibbles | nibbles << 8) & 0x00FF_00FF_00FF_00FF
    nibbles = (nibbles | nibbles << 4) & lowNibbles
    return digits(ofNibbles: nibbles.byteSwapped)
  }

  /// Sixteen digits.
  static func text(_ value: UInt64) -> String {
    // SAFETY: writes exactly the sixteen bytes that it asks for.
    String(unsafeUninitializedCapacity: 16) { buffer in
      write(value, to: UnsafeMutableRawBufferPointer(buffer), at: 0)
      return 16
    }
  }

  /// Thirty-two digits.
  static func text(high: UInt64, low: UInt64) -> String {
    // SAFETY: writes exactly the thirty-two bytes that it asks for.
    String(unsafeUninitializedCapacity: 32) { buffer in
      let bytes = UnsafeMutableRawBufferPointer(buffer)
      write(high, to: bytes, at: 0)
      write(low, to: bytes, at: 16)
      return 32
    }
  }
}
