import TelemetryModel

/// Walks an export request, or the data message that looks the same, and fills a builder.
///
/// Cases are whole tags: the field number times 8 plus the wire type. A known field of another wire type is skipped as
/// unknown, as every protobuf parser does. The messages around the rows have the same fields for all signals.
struct ProtobufRequestDecoder<Builder: ProtobufSignalBuilder & ~Copyable>: ~Copyable {
  var builder: Builder

  init(messageByteCount: Int) throws(OTLPDecodeError) {
    builder = try Builder(messageByteCount: messageByteCount)
  }

  consuming func finish() -> Builder.Decoded { builder.finish() }
}

/// A signal as protobuf has it.
protocol ProtobufSignalBuilder: SignalBuilder, ~Copyable {
  /// Reads a span, a log record or a metric.
  static func row(
    _ bytes: Bytes, _ position: inout Int, _ end: Int, _ decoder: inout ProtobufRequestDecoder<Self>
  ) throws(OTLPDecodeError)
}

extension ProtobufRequestDecoder where Builder: ~Copyable {
  mutating func request(_ bytes: Bytes) throws(OTLPDecodeError) {
    var position = 0
    while position < bytes.count {
      let tag = try ProtobufWire.varint(bytes, &position, bytes.count)
      switch tag {
      case 0x0A:  // resource_spans and their like
        let end = try ProtobufWire.contentEnd(bytes, &position, bytes.count)
        try resourceRows(bytes, &position, end)
      default: try ProtobufWire.skip(tag, bytes, &position, bytes.count)
      }
    }
  }

  private mutating func resourceRows(
    _ bytes: Bytes, _ position: inout Int, _ end: Int
  ) throws(OTLPDecodeError) {
    while position < end {
      let tag = try ProtobufWire.varint(bytes, &position, end)
      switch tag {
      case 0x0A:  // resource
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        try builder.withEnvelope { (resource, _, strings, composite, budget) throws(OTLPDecodeError) in
          try ProtobufField.resource(bytes, &position, end, into: &resource, &strings, &composite, &budget)
        }
      case 0x12:  // scope_spans and their like
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        try scopeRows(bytes, &position, end)
      case 0x1A:  // schema_url
        try builder.withEnvelope { (resource, _, strings, _, _) throws(OTLPDecodeError) in
          resource.schemaURL = try ProtobufField.text(bytes, &position, end, into: &strings)
        }
      default: try ProtobufWire.skip(tag, bytes, &position, end)
      }
    }
    builder.finishResource()
  }

  private mutating func scopeRows(_ bytes: Bytes, _ position: inout Int, _ end: Int) throws(OTLPDecodeError) {
    while position < end {
      let tag = try ProtobufWire.varint(bytes, &position, end)
      switch tag {
      case 0x0A:  // scope
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        try builder.withEnvelope { (_, scope, strings, composite, _) throws(OTLPDecodeError) in
          try ProtobufField.scope(bytes, &position, end, into: &scope, &strings, &composite)
        }
      case 0x12:  // spans and their like
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        try Builder.row(bytes, &position, end, &self)
      case 0x1A:  // schema_url
        try builder.withEnvelope { (_, scope, strings, _, _) throws(OTLPDecodeError) in
          scope.schemaURL = try ProtobufField.text(bytes, &position, end, into: &strings)
        }
      default: try ProtobufWire.skip(tag, bytes, &position, end)
      }
    }
    builder.finishScope()
  }
}
