import TelemetryModel

extension JSONReader {
  /// A string of hexadecimal digits as a number of up to 128 bits; zero when it is empty or `null`.
  ///
  /// - Parameter digitCounts: how many digits there may be, 32 at most.
  /// - Returns: `nil` for another number of digits, and for anything that is no digit.
  mutating func hex(
    _ bytes: Bytes, digitCounts: ClosedRange<Int>
  ) throws(OTLPDecodeError) -> (high: UInt64, low: UInt64)? {
    if try consumeNull(bytes) { return (0, 0) }
    let text = try text(bytes)
    return text.isEscaped ? Self.hex(scratch.span, digitCounts) : Self.hex(bytes.extracting(text.range), digitCounts)
  }

  private static func hex(_ text: Bytes, _ digitCounts: ClosedRange<Int>) -> (high: UInt64, low: UInt64)? {
    guard digitCounts.contains(text.count) || text.isEmpty else { return nil }
    var high: UInt64 = 0
    var low: UInt64 = 0
    for index in text.indices {
      guard let digit = Hex.value(of: text[index]) else { return nil }
      high = high << 4 | low >> 60
      low = low << 4 | UInt64(digit)
    }
    return (high, low)
  }
}
