import TelemetryModel

extension JSONReader {
  /// Up to `maximumDigitCount` hexadecimal digits as a number; zero when empty, `nil` for anything else.
  mutating func paddedHex(
    _ bytes: Bytes, maximumDigitCount: Int
  ) throws(OTLPDecodeError) -> (high: UInt64, low: UInt64)? {
    if try consumeNull(bytes) { return (0, 0) }
    let text = try text(bytes)
    return text.isEscaped
      ? Self.paddedHex(scratch.span, maximumDigitCount)
      : Self.paddedHex(bytes.extracting(text.range), maximumDigitCount)
  }

  private static func paddedHex(_ text: Bytes, _ maximumDigitCount: Int) -> (high: UInt64, low: UInt64)? {
    guard text.count <= maximumDigitCount else { return nil }
    var high: UInt64 = 0
    var low: UInt64 = 0
    for index in text.indices {
      guard let digit = Hex.value(of: text[index]) else { return nil }
      high = high << 4 | low >> 60
      low = low << 4 | UInt64(digit)
    }
    return (high, low)
  }

  /// The code of a text that was read.
  func intern(_ text: Text, _ bytes: Bytes, into strings: inout StringTable) -> StringCode {
    text.isEscaped ? strings.intern(scratch.span.bytes) : strings.intern(bytes.extracting(text.range).bytes)
  }
}
