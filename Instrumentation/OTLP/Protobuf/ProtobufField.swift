import TelemetryModel

/// Reads the fields that messages of every signal have in common.
enum ProtobufField {
  /// The code of a text field.
  @inline(__always)
  static func text(
    _ bytes: Bytes, _ position: inout Int, _ end: Int, into strings: inout StringTable
  ) throws(OTLPDecodeError) -> StringCode {
    let end = try ProtobufWire.contentEnd(bytes, &position, end)
    let code = strings.intern(bytes.extracting(position..<end).bytes)
    position = end
    return code
  }

  /// A `uint32`; as in every protobuf parser, only the low half of a longer number counts.
  @inline(__always)
  static func count(
    _ bytes: Bytes, _ position: inout Int, _ end: Int
  ) throws(OTLPDecodeError) -> UInt32 {
    UInt32(truncatingIfNeeded: try ProtobufWire.varint(bytes, &position, end))
  }

  /// The number of an enum, known or not.
  @inline(__always)
  static func number(
    _ bytes: Bytes, _ position: inout Int, _ end: Int
  ) throws(OTLPDecodeError) -> Int32 {
    Int32(truncatingIfNeeded: try ProtobufWire.varint(bytes, &position, end))
  }

  /// A trace ID; `nil` when it is neither empty nor 16 bytes.
  @inline(__always)
  static func traceID(
    _ bytes: Bytes, _ position: inout Int, _ end: Int
  ) throws(OTLPDecodeError) -> TraceID? {
    let end = try ProtobufWire.contentEnd(bytes, &position, end)
    defer { position = end }
    guard end &- position == TraceID.byteCount else { return position == end ? .invalid : nil }
    return TraceID(
      high: ProtobufWire.word(bytes, position).byteSwapped, low: ProtobufWire.word(bytes, position &+ 8).byteSwapped)
  }

  /// A span ID; `nil` when it is neither empty nor 8 bytes.
  @inline(__always)
  static func spanID(
    _ bytes: Bytes, _ position: inout Int, _ end: Int
  ) throws(OTLPDecodeError) -> SpanID? {
    let end = try ProtobufWire.contentEnd(bytes, &position, end)
    defer { position = end }
    guard end &- position == SpanID.byteCount else { return position == end ? SpanID.none : nil }
    return SpanID(rawValue: ProtobufWire.word(bytes, position).byteSwapped)
  }
}

extension Swift.Span<UInt8> {
  /// The text of a range; invalid UTF-8 is repaired with U+FFFD.
  func text(_ range: Range<Int>) -> String {
    extracting(range).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
  }
}
