/// The characters of an ID that is neither decimal nor hexadecimal, in the order of their values.
enum Alphabet: UInt8, Sendable {
  /// 0-9 A-Z
  case upper = 1
  /// 0-9 a-z
  case lower = 2
  /// 0-9 A-Z a-z
  case mixed = 3

  /// How long an ID may be: shorter ones are words and versions, longer ones would not fit 128 bits.
  static let lengths = 8...21

  var base: UInt64 { self == .mixed ? 62 : 36 }

  /// The longest ID that fits 64 bits; longer ones take 128.
  var longestNumber: Int { self == .mixed ? 10 : 12 }

  /// The alphabet of a text of digits and letters.
  init(hasUpper: Bool, hasLower: Bool) {
    self = !hasUpper ? .lower : hasLower ? .mixed : .upper
  }

  @inline(__always)
  func digit(of character: UInt8) -> UInt64 {
    if character <= 0x39 { return UInt64(character &- 0x30) }
    if character <= 0x5A { return UInt64(character &- 0x41 &+ 10) }
    return UInt64(character &- 0x61) &+ (self == .mixed ? 36 : 10)
  }

  @inline(__always)
  private func character(of digit: UInt8) -> UInt8 {
    if digit < 10 { return 0x30 &+ digit }
    if self == .lower { return 0x61 &+ digit &- 10 }
    return digit < 36 ? 0x41 &+ digit &- 10 : 0x61 &+ digit &- 36
  }

  /// Appends `count` characters, the most significant first.
  func write(_ number: UInt128, count: Int, into output: inout [UInt8]) {
    let start = output.count
    output.append(contentsOf: repeatElement(0x30, count: count))
    var rest = number
    for place in stride(from: start + count - 1, through: start, by: -1) {
      if rest <= UInt128(UInt64.max) {
        var small = UInt64(truncatingIfNeeded: rest)
        for place in stride(from: place, through: start, by: -1) {
          output[place] = character(of: UInt8(truncatingIfNeeded: small % base))
          small /= base
        }
        return
      }
      output[place] = character(of: UInt8(truncatingIfNeeded: rest % UInt128(base)))
      rest /= UInt128(base)
    }
  }
}
