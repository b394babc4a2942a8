import TelemetryModel

/// The scalar types of protobuf's JSON mapping. `null` is the default everywhere; integers and doubles may be strings.
extension JSONReader {
  /// The code of a string; 0 for `null`.
  @inline(__always)
  mutating func text(_ bytes: Bytes, into strings: inout StringTable) throws(OTLPDecodeError) -> StringCode {
    if try consumeNull(bytes) { return 0 }
    return intern(try text(bytes), bytes, into: &strings)
  }

  /// The code of a text that was read last.
  @inline(__always)
  func intern(_ text: Text, _ bytes: Bytes, into strings: inout StringTable) -> StringCode {
    text.isEscaped ? strings.intern(scratch.span.bytes) : strings.intern(bytes.extracting(text.range).bytes)
  }

  /// Hands the characters of a string to `body`.
  mutating func withText(_ bytes: Bytes, _ body: (RawSpan) -> Void) throws(OTLPDecodeError) {
    let text = try text(bytes)
    if text.isEscaped { body(scratch.span.bytes) } else { body(bytes.extracting(text.range).bytes) }
  }

  mutating func string(_ bytes: Bytes) throws(OTLPDecodeError) -> String {
    if try consumeNull(bytes) { return "" }
    let text = try text(bytes)
    return text.isEscaped ? String(decoding: scratch, as: UTF8.self) : bytes.text(text.range)
  }

  mutating func bool(_ bytes: Bytes) throws(OTLPDecodeError) -> Bool {
    if try consume("true", bytes) { return true }
    if try consume("false", bytes) { return false }
    if try consumeNull(bytes) { return false }
    throw error(.unexpectedByte)
  }

  mutating func uint64(_ bytes: Bytes) throws(OTLPDecodeError) -> UInt64 {
    guard let number = try numberOrString(bytes) else { return 0 }
    guard let magnitude = number.magnitude else { throw error(.malformedNumber) }
    guard !number.isNegative || magnitude == 0 else { throw error(.numberOutOfRange) }
    return magnitude
  }

  mutating func uint32(_ bytes: Bytes) throws(OTLPDecodeError) -> UInt32 {
    guard let value = UInt32(exactly: try uint64(bytes)) else { throw error(.numberOutOfRange) }
    return value
  }

  mutating func int64(_ bytes: Bytes) throws(OTLPDecodeError) -> Int64 {
    guard let number = try numberOrString(bytes) else { return 0 }
    guard let magnitude = number.magnitude else { throw error(.malformedNumber) }
    if !number.isNegative, let value = Int64(exactly: magnitude) { return value }
    guard number.isNegative, magnitude <= Int64.min.magnitude else { throw error(.numberOutOfRange) }
    return Int64(truncatingIfNeeded: 0 &- magnitude)
  }

  /// An enum: a number, as OTLP writes it, or leniently the name that `number` knows.
  mutating func enumNumber(
    _ bytes: Bytes, named number: (String) -> Int32?
  ) throws(OTLPDecodeError) -> Int32 {
    if try peek(bytes) == 0x22 {
      guard let value = number(try string(bytes)) else { throw error(.unknownEnumName) }
      return value
    }
    guard let value = Int32(exactly: try int64(bytes)) else { throw error(.numberOutOfRange) }
    return value
  }

  mutating func double(_ bytes: Bytes) throws(OTLPDecodeError) -> Double {
    if try peek(bytes) == 0x22 {
      let text = try text(bytes)
      if key(text, is: "NaN", bytes) { return .nan }
      if key(text, is: "Infinity", bytes) { return .infinity }
      if key(text, is: "-Infinity", bytes) { return -.infinity }
      return try text.isEscaped ? double(text, scratch.span, 0..<scratch.count) : double(text, bytes, text.range)
    }
    if try consumeNull(bytes) { return 0 }
    let number = try number(bytes)
    guard let value = number.double(bytes) else { throw error(.numberOutOfRange) }
    return value
  }

  private func double(_ text: Text, _ source: Bytes, _ range: Range<Int>) throws(OTLPDecodeError) -> Double {
    guard let value = try wholeNumber(source, range).double(source) else { throw error(.numberOutOfRange) }
    return value
  }

  /// A number, or a string that holds one; `nil` for `null`.
  private mutating func numberOrString(_ bytes: Bytes) throws(OTLPDecodeError) -> Number? {
    let byte = try peek(bytes)
    if byte == 0x22 {
      let text = try text(bytes)
      return try text.isEscaped ? wholeNumber(scratch.span, 0..<scratch.count) : wholeNumber(bytes, text.range)
    }
    if try consumeNull(bytes) { return nil }
    return try number(bytes)
  }

  private func wholeNumber(_ source: Bytes, _ range: Range<Int>) throws(OTLPDecodeError) -> Number {
    var place = range.lowerBound
    let number: Number
    do { number = try Self.number(source, &place, range.upperBound) } catch { throw self.error(.malformedNumber) }
    guard place == range.upperBound else { throw error(.malformedNumber) }
    return number
  }

  /// Base64 of either alphabet.
  mutating func base64(_ bytes: Bytes) throws(OTLPDecodeError) -> [UInt8] {
    let text = try text(bytes)
    let content = text.isEscaped ? Base64.decode(scratch.span) : Base64.decode(bytes.extracting(text.range))
    guard let content else { throw error(.malformedBase64) }
    return content
  }
}
