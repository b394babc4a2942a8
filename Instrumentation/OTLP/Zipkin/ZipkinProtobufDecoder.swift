import TelemetryModel

/// Walks a `ListOfSpans` (zipkin.proto3) and fills a `ZipkinSpanBuilder`.
///
/// Cases are whole tags: the field number times 8 plus the wire type. A known field of another wire type is skipped as
/// unknown, as every protobuf parser does.
struct ZipkinProtobufDecoder: ~Copyable {
  private var builder: ZipkinSpanBuilder

  init(messageByteCount: Int, receivedAt: Timestamp) throws(OTLPDecodeError) {
    builder = try ZipkinSpanBuilder(messageByteCount: messageByteCount, receivedAt: receivedAt)
  }

  consuming func finish() -> OTLPDecodeResult { builder.finish() }

  mutating func list(_ bytes: Bytes) throws(OTLPDecodeError) {
    var position = 0
    while position < bytes.count {
      let tag = try ProtobufWire.varint(bytes, &position, bytes.count)
      switch tag {
      case 0x0A:  // spans
        let end = try ProtobufWire.contentEnd(bytes, &position, bytes.count)
        try span(bytes, &position, end)
      default: try ProtobufWire.skip(tag, bytes, &position, bytes.count)
      }
    }
  }

  private mutating func span(_ bytes: Bytes, _ position: inout Int, _ end: Int) throws(OTLPDecodeError) {
    try builder.budget.charge(OTLPLimits.rowByteCount, at: position)
    let mark = builder.mark
    var span = ZipkinSpanDraft()
    while position < end {
      let tag = try ProtobufWire.varint(bytes, &position, end)
      switch tag {
      case 0x0A: span.traceID = try traceID(bytes, &position, end)
      case 0x12: span.parentSpanID = try ProtobufField.spanID(bytes, &position, end)
      case 0x1A: span.spanID = try ProtobufField.spanID(bytes, &position, end) ?? .none
      case 0x20:
        let number = try ProtobufWire.varint(bytes, &position, end)
        span.kind = number == 0 ? nil : Self.kinds[number]
        span.hasUnknownKind = number != 0 && span.kind == nil
      case 0x2A: span.name = try text(bytes, &position, end)
      case 0x31: span.timestamp = try ProtobufWire.fixed64(bytes, &position, end)
      case 0x38: span.duration = try ProtobufWire.varint(bytes, &position, end)
      case 0x42:  // local_endpoint
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        try endpoint(bytes, &position, end, into: &span.localEndpoint)
      case 0x4A:  // remote_endpoint
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        try endpoint(bytes, &position, end, into: &span.remoteEndpoint)
      case 0x52:  // annotations
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        try annotation(bytes, &position, end)
      case 0x5A:  // tags
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        try entry(bytes, &position, end)
      case 0x60: span.isDebug = try ProtobufWire.varint(bytes, &position, end) != 0
      case 0x68: span.isShared = try ProtobufWire.varint(bytes, &position, end) != 0
      default: try ProtobufWire.skip(tag, bytes, &position, end)
      }
    }
    try builder.append(span, since: mark, at: position)
  }

  private static let kinds: [UInt64: SpanKind] = [1: .client, 2: .server, 3: .producer, 4: .consumer]

  /// 16 bytes, or 8 of a 64-bit ID; invalid when they are neither.
  private func traceID(_ bytes: Bytes, _ position: inout Int, _ end: Int) throws(OTLPDecodeError) -> TraceID {
    var short = position
    let contentEnd = try ProtobufWire.contentEnd(bytes, &short, end)
    if contentEnd - short == SpanID.byteCount {
      position = contentEnd
      return TraceID(high: 0, low: ProtobufWire.word(bytes, short).byteSwapped)
    }
    return try ProtobufField.traceID(bytes, &position, end) ?? .invalid
  }

  private mutating func text(
    _ bytes: Bytes, _ position: inout Int, _ end: Int
  ) throws(OTLPDecodeError) -> StringCode {
    try ProtobufField.text(bytes, &position, end, into: &builder.batch.strings)
  }
}

// MARK: What spans hold

extension ZipkinProtobufDecoder {
  private mutating func endpoint(
    _ bytes: Bytes, _ position: inout Int, _ end: Int, into endpoint: inout ZipkinSpanDraft.Endpoint
  ) throws(OTLPDecodeError) {
    while position < end {
      let tag = try ProtobufWire.varint(bytes, &position, end)
      switch tag {
      case 0x0A: endpoint.serviceName = try text(bytes, &position, end)
      case 0x12, 0x1A:  // ipv4, ipv6
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        let address = bytes.extracting(position..<end)
        position = end
        let text = IPAddressText.text(address)
        if text == nil, !address.isEmpty { endpoint.isMalformed = true }
        let code = text.map { builder.batch.strings.intern($0) } ?? 0
        if tag == 0x12 { endpoint.ipv4 = code } else { endpoint.ipv6 = code }
      case 0x20:  // An int32: what is below zero comes as a huge number.
        let port = Int64(bitPattern: try ProtobufWire.varint(bytes, &position, end))
        endpoint.port = UInt64(max(0, port))
      default: try ProtobufWire.skip(tag, bytes, &position, end)
      }
    }
  }

  private mutating func annotation(_ bytes: Bytes, _ position: inout Int, _ end: Int) throws(OTLPDecodeError) {
    var microseconds: UInt64 = 0
    var value: StringCode = 0
    while position < end {
      let tag = try ProtobufWire.varint(bytes, &position, end)
      switch tag {
      case 0x09: microseconds = try ProtobufWire.fixed64(bytes, &position, end)
      case 0x12: value = try text(bytes, &position, end)
      default: try ProtobufWire.skip(tag, bytes, &position, end)
      }
    }
    try builder.addAnnotation(value, microseconds: microseconds, at: position)
  }

  /// One entry of the map of tags.
  private mutating func entry(_ bytes: Bytes, _ position: inout Int, _ end: Int) throws(OTLPDecodeError) {
    var key: StringCode = 0
    var value: StringCode = 0
    while position < end {
      let tag = try ProtobufWire.varint(bytes, &position, end)
      switch tag {
      case 0x0A: key = try text(bytes, &position, end)
      case 0x12: value = try text(bytes, &position, end)
      default: try ProtobufWire.skip(tag, bytes, &position, end)
      }
    }
    try builder.addTag(key, value, at: position)
  }
}
