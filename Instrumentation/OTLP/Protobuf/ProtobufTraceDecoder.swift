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
        try ProtobufField.resource(
          bytes, &position, end, into: &builder.resource, &builder.batch.strings, &builder.composite, &builder.budget)
      case 0x12:  // scope_spans
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        try scopeSpans(bytes, &position, end)
      case 0x1A: builder.resource.schemaURL = try text(bytes, &position, end)
      default: try ProtobufWire.skip(tag, bytes, &position, end)
      }
    }
    builder.finishResource()
  }

  private mutating func scopeSpans(_ bytes: Bytes, _ position: inout Int, _ end: Int) throws(OTLPDecodeError) {
    while position < end {
      let tag = try ProtobufWire.varint(bytes, &position, end)
      switch tag {
      case 0x0A:  // scope
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        try ProtobufField.scope(
          bytes, &position, end, into: &builder.scope, &builder.batch.strings, &builder.composite)
      case 0x12:  // spans
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        try span(bytes, &position, end)
      case 0x1A: builder.scope.schemaURL = try text(bytes, &position, end)
      default: try ProtobufWire.skip(tag, bytes, &position, end)
      }
    }
    builder.finishScope()
  }

  /// The code of a text field.
  @inline(__always)
  mutating func text(
    _ bytes: Bytes, _ position: inout Int, _ end: Int
  ) throws(OTLPDecodeError) -> StringCode {
    try ProtobufField.text(bytes, &position, end, into: &builder.batch.strings)
  }
}
