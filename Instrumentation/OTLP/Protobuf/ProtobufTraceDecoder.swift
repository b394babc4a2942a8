import TelemetryModel

/// Walks an `ExportTraceServiceRequest` (or `TracesData`, which looks the same) and fills a `TraceBuilder`.
///
/// Cases are whole tags: the field number times 8 plus the wire type. A known field of another wire type is skipped as
/// unknown, as every protobuf parser does.
struct ProtobufTraceDecoder: ~Copyable {
  var builder: TraceBuilder

  init(messageByteCount: Int) throws(OTLPDecodeError) {
    builder = try TraceBuilder(messageByteCount: messageByteCount)
  }

  consuming func finish() -> OTLPDecodeResult { builder.finish() }

  mutating func request(_ bytes: Bytes) throws(OTLPDecodeError) {
    var position = 0
    while position < bytes.count {
      let tag = try ProtobufWire.varint(bytes, &position, bytes.count)
      switch tag {
      case 0x0A:  // resource_spans
        let end = try ProtobufWire.contentEnd(bytes, &position, bytes.count)
        try resourceSpans(bytes, &position, end)
      default: try ProtobufWire.skip(tag, bytes, &position, bytes.count)
      }
    }
  }

  private mutating func resourceSpans(
    _ bytes: Bytes, _ position: inout Int, _ end: Int
  ) throws(OTLPDecodeError) {
    while position < end {
      let tag = try ProtobufWire.varint(bytes, &position, end)
      switch tag {
      case 0x0A:  // resource
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        try resource(bytes, &position, end)
      case 0x12:  // scope_spans
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        try scopeSpans(bytes, &position, end)
      case 0x1A: builder.resource.schemaURL = try text(bytes, &position, end)
      default: try ProtobufWire.skip(tag, bytes, &position, end)
      }
    }
    builder.finishResource()
  }

  private mutating func resource(_ bytes: Bytes, _ position: inout Int, _ end: Int) throws(OTLPDecodeError) {
    while position < end {
      let tag = try ProtobufWire.varint(bytes, &position, end)
      switch tag {
      case 0x0A:  // attributes
        try Self.attribute(
          bytes, &position, end, into: &builder.resource.attributes, &builder.batch.strings, &builder.composite)
      case 0x10: builder.resource.droppedAttributesCount = try Self.count(bytes, &position, end)
      case 0x1A:  // entity_refs
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        try builder.resource.entityReferences.append(entityReference(bytes, &position, end))
      default: try ProtobufWire.skip(tag, bytes, &position, end)
      }
    }
  }

  private mutating func entityReference(
    _ bytes: Bytes, _ position: inout Int, _ end: Int
  ) throws(OTLPDecodeError) -> EntityReference {
    var reference = EntityReference()
    try builder.charge(MemoryLayout<EntityReference>.stride, at: position)
    while position < end {
      let tag = try ProtobufWire.varint(bytes, &position, end)
      switch tag {
      case 0x0A: reference.schemaURL = try string(bytes, &position, end)
      case 0x12: reference.type = try string(bytes, &position, end)
      case 0x1A: try reference.idKeys.append(string(bytes, &position, end))
      case 0x22: try reference.descriptionKeys.append(string(bytes, &position, end))
      default: try ProtobufWire.skip(tag, bytes, &position, end)
      }
    }
    return reference
  }

  private mutating func scopeSpans(_ bytes: Bytes, _ position: inout Int, _ end: Int) throws(OTLPDecodeError) {
    while position < end {
      let tag = try ProtobufWire.varint(bytes, &position, end)
      switch tag {
      case 0x0A:  // scope
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        try scope(bytes, &position, end)
      case 0x12:  // spans
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        try span(bytes, &position, end)
      case 0x1A: builder.scope.schemaURL = try text(bytes, &position, end)
      default: try ProtobufWire.skip(tag, bytes, &position, end)
      }
    }
    builder.finishScope()
  }

  private mutating func scope(_ bytes: Bytes, _ position: inout Int, _ end: Int) throws(OTLPDecodeError) {
    while position < end {
      let tag = try ProtobufWire.varint(bytes, &position, end)
      switch tag {
      case 0x0A: builder.scope.name = try text(bytes, &position, end)
      case 0x12: builder.scope.version = try text(bytes, &position, end)
      case 0x1A:  // attributes
        try Self.attribute(
          bytes, &position, end, into: &builder.scope.attributes, &builder.batch.strings, &builder.composite)
      case 0x20: builder.scope.droppedAttributesCount = try Self.count(bytes, &position, end)
      default: try ProtobufWire.skip(tag, bytes, &position, end)
      }
    }
  }
}

// MARK: Scalars

extension ProtobufTraceDecoder {
  /// The code of a text field.
  @inline(__always)
  mutating func text(
    _ bytes: Bytes, _ position: inout Int, _ end: Int
  ) throws(OTLPDecodeError) -> StringCode {
    let end = try ProtobufWire.contentEnd(bytes, &position, end)
    let code = builder.batch.strings.intern(bytes.extracting(position..<end).bytes)
    position = end
    return code
  }

  private mutating func string(
    _ bytes: Bytes, _ position: inout Int, _ end: Int
  ) throws(OTLPDecodeError) -> String {
    let end = try ProtobufWire.contentEnd(bytes, &position, end)
    try builder.charge(MemoryLayout<String>.stride, at: position)
    defer { position = end }
    return bytes.text(position..<end)
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
