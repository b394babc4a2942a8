extension JSONReader {
  /// A number of the source, as far as its grammar tells.
  struct Number {
    var isNegative = false
    /// All digits, the point left out; exact only when `isExact`.
    var significand: UInt64 = 0
    /// The power of ten that `significand` is to be multiplied with.
    var exponent = 0
    /// Whether all digits found room in `significand`.
    var isExact = true
    var range: Range<Int>
  }

  /// Reads a number token at `position`.
  mutating func number(_ bytes: Bytes) throws(OTLPDecodeError) -> Number {
    _ = try peek(bytes)
    return try Self.number(bytes, &position, bytes.count)
  }

  /// Reads a number in the grammar of RFC 8259, section 6.
  static func number(_ bytes: Bytes, _ position: inout Int, _ end: Int) throws(OTLPDecodeError) -> Number {
    var number = Number(range: position..<position)
    let start = position
    if position < end, bytes[position] == 0x2D {
      number.isNegative = true
      position += 1
    }
    let firstDigit = position
    try digits(bytes, &position, end) { number.append($0) }
    guard bytes[firstDigit] != 0x30 || position == firstDigit + 1 else {
      throw OTLPDecodeError(.malformedNumber, at: firstDigit)
    }
    if position < end, bytes[position] == 0x2E {
      position += 1
      try digits(bytes, &position, end) {
        number.append($0)
        number.exponent -= 1
      }
    }
    if position < end, bytes[position] | 0x20 == 0x65 {
      position += 1
      var isNegative = false
      if position < end, bytes[position] == 0x2D || bytes[position] == 0x2B {
        isNegative = bytes[position] == 0x2D
        position += 1
      }
      var exponent = 0
      try digits(bytes, &position, end) { exponent = min(exponent * 10 + Int($0), 1 << 40) }
      number.exponent += isNegative ? -exponent : exponent
    }
    number.range = start..<position
    return number
  }

  /// Reads at least one digit.
  @inline(__always)
  private static func digits(
    _ bytes: Bytes, _ position: inout Int, _ end: Int, _ body: (UInt8) -> Void
  ) throws(OTLPDecodeError) {
    let start = position
    while position < end, case 0x30...0x39 = bytes[position] {
      body(bytes[position] &- 0x30)
      position &+= 1
    }
    if position == start { throw OTLPDecodeError(.malformedNumber, at: start) }
  }
}

extension JSONReader.Number {
  @inline(__always)
  fileprivate mutating func append(_ digit: UInt8) {
    let (product, hasOverflown) = significand.multipliedReportingOverflow(by: 10)
    let (sum, hasCarried) = product.addingReportingOverflow(UInt64(digit))
    if hasOverflown || hasCarried { isExact = false } else { significand = sum }
  }

  /// The number without its sign as an integer: `nil` when it is none, or too large. `1e3` and `2.0` are integers.
  var magnitude: UInt64? {
    if !isExact { return nil }
    if significand == 0 { return 0 }
    var magnitude = significand
    guard (-20...20).contains(exponent) else { return nil }
    for _ in 0..<abs(exponent) {
      if exponent > 0 {
        let (product, hasOverflown) = magnitude.multipliedReportingOverflow(by: 10)
        if hasOverflown { return nil }
        magnitude = product
      } else {
        guard magnitude % 10 == 0 else { return nil }
        magnitude /= 10
      }
    }
    return magnitude
  }

  /// The nearest double; `nil` when the number is too large for one.
  func double(_ bytes: Bytes) -> Double? {
    // Both operands are exact, so that the one operation rounds correctly (Clinger, 1990).
    if isExact, significand < 1 << 53, (-22...22).contains(exponent) {
      let power = Self.powersOfTen[abs(exponent)]
      let magnitude = exponent < 0 ? Double(significand) / power : Double(significand) * power
      return isNegative ? -magnitude : magnitude
    }
    guard let value = Double(bytes.text(range)), value.isFinite else { return nil }
    return value
  }

  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
    1e20, 1e21, 1e22,
  ]
}
