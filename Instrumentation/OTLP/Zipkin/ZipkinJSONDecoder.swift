import TelemetryModel

/// Walks a JSON list of Zipkin spans and fills a `ZipkinSpanBuilder`.
///
/// A member that comes twice counts as it came last: what the first one held is forgotten.
struct ZipkinJSONDecoder: ~Copyable {
  private var reader = JSONReader()
  private var builder: ZipkinSpanBuilder

  init(messageByteCount: Int, receivedAt: Timestamp) throws(OTLPDecodeError) {
    builder = try ZipkinSpanBuilder(messageByteCount: messageByteCount, receivedAt: receivedAt)
  }

  consuming func finish() -> OTLPDecodeResult { builder.finish() }

  mutating func list(_ bytes: Bytes) throws(OTLPDecodeError) {
    guard try reader.peek(bytes) == 0x5B, try reader.beginArray(bytes) else { throw reader.error(.unexpectedByte) }
    while try reader.nextElement(bytes) { try span(bytes) }
    try reader.finish(bytes)
  }

  private mutating func span(_ bytes: Bytes) throws(OTLPDecodeError) {
    try builder.budget.charge(OTLPLimits.rowByteCount, at: reader.position)
    let mark = builder.mark
    var span = ZipkinSpanDraft()
    if try reader.beginObject(bytes) {
      while let key = try reader.nextKey(bytes) { try member(key, of: &span, since: mark, bytes) }
    }
    try builder.append(span, since: mark, at: reader.position)
  }

  private mutating func member(
    _ key: JSONReader.Text, of span: inout ZipkinSpanDraft, since mark: ZipkinSpanBuilder.Mark,
    _ bytes: Bytes
  ) throws(OTLPDecodeError) {
    if reader.key(key, is: "traceId", bytes) {
      let id = try reader.hex(bytes, digitCounts: 1...32)
      span.traceID = id.map { TraceID(high: $0.high, low: $0.low) } ?? .invalid
    } else if reader.key(key, is: "id", bytes) {
      span.spanID = try spanID(bytes) ?? .none
    } else if reader.key(key, is: "parentId", bytes) {
      span.parentSpanID = try spanID(bytes)
    } else if reader.key(key, is: "name", bytes) {
      span.name = try reader.text(bytes, into: &builder.batch.strings)
    } else if reader.key(key, is: "kind", bytes) {
      try kind(of: &span, bytes)
    } else if reader.key(key, is: "timestamp", bytes) {
      span.timestamp = try count(bytes)
    } else if reader.key(key, is: "duration", bytes) {
      span.duration = try count(bytes)
    } else if reader.key(key, is: "localEndpoint", bytes) {
      span.localEndpoint = try endpoint(bytes)
    } else if reader.key(key, is: "remoteEndpoint", bytes) {
      span.remoteEndpoint = try endpoint(bytes)
    } else if reader.key(key, is: "tags", bytes) {
      try tags(bytes)
    } else if reader.key(key, is: "annotations", bytes) {
      builder.removeAnnotations(since: mark)
      guard try reader.beginArray(bytes) else { return }
      while try reader.nextElement(bytes) { try annotation(bytes) }
    } else if reader.key(key, is: "shared", bytes) {
      span.isShared = try reader.bool(bytes)
    } else if reader.key(key, is: "debug", bytes) {
      span.isDebug = try reader.bool(bytes)
    } else {
      if reader.key(key, is: "binaryAnnotations", bytes) { span.isVersionOne = true }
      try reader.skipValue(bytes)
    }
  }

  private mutating func spanID(_ bytes: Bytes) throws(OTLPDecodeError) -> SpanID? {
    try reader.hex(bytes, digitCounts: 1...16).map { SpanID(rawValue: $0.low) }
  }

  /// Microseconds or a port; below zero is unknown, as in Zipkin.
  private mutating func count(_ bytes: Bytes) throws(OTLPDecodeError) -> UInt64 {
    UInt64(max(0, try reader.int64(bytes)))
  }

  private mutating func kind(of span: inout ZipkinSpanDraft, _ bytes: Bytes) throws(OTLPDecodeError) {
    span.kind = nil
    span.hasUnknownKind = false
    if try reader.consumeNull(bytes) { return }
    let word = try reader.text(bytes)
    for (name, kind) in Self.kinds where reader.key(word, is: name, bytes) {
      span.kind = kind
      return
    }
    span.hasUnknownKind = true
  }

  private static let kinds: [(StaticString, SpanKind)] = [
    ("CLIENT", .client), ("SERVER", .server), ("PRODUCER", .producer), ("CONSUMER", .consumer),
  ]
}

// MARK: What spans hold

extension ZipkinJSONDecoder {
  private mutating func endpoint(_ bytes: Bytes) throws(OTLPDecodeError) -> ZipkinSpanDraft.Endpoint {
    var endpoint = ZipkinSpanDraft.Endpoint()
    guard try reader.beginObject(bytes) else { return endpoint }
    while let key = try reader.nextKey(bytes) {
      if reader.key(key, is: "serviceName", bytes) {
        endpoint.serviceName = try reader.text(bytes, into: &builder.batch.strings)
      } else if reader.key(key, is: "ipv4", bytes) {
        endpoint.ipv4 = try reader.text(bytes, into: &builder.batch.strings)
      } else if reader.key(key, is: "ipv6", bytes) {
        endpoint.ipv6 = try reader.text(bytes, into: &builder.batch.strings)
      } else if reader.key(key, is: "port", bytes) {
        endpoint.port = try count(bytes)
      } else {
        try reader.skipValue(bytes)
      }
    }
    return endpoint
  }

  private mutating func annotation(_ bytes: Bytes) throws(OTLPDecodeError) {
    var microseconds: UInt64 = 0
    var value: StringCode = 0
    if try reader.beginObject(bytes) {
      while let key = try reader.nextKey(bytes) {
        if reader.key(key, is: "timestamp", bytes) {
          microseconds = try count(bytes)
        } else if reader.key(key, is: "value", bytes) {
          value = try reader.text(bytes, into: &builder.batch.strings)
        } else {
          try reader.skipValue(bytes)
        }
      }
    }
    try builder.addAnnotation(value, microseconds: microseconds, at: reader.position)
  }

  private mutating func tags(_ bytes: Bytes) throws(OTLPDecodeError) {
    builder.removeTags()
    guard try reader.beginObject(bytes) else { return }
    while let member = try reader.nextKey(bytes) {
      let key = reader.intern(member, bytes, into: &builder.batch.strings)
      guard let value = try tagValue(bytes) else { continue }
      try builder.addTag(key, value, at: reader.position)
    }
  }

  /// A text; leniently also a number or a truth value, as it is written. `nil` for `null`.
  private mutating func tagValue(_ bytes: Bytes) throws(OTLPDecodeError) -> StringCode? {
    let first = try reader.peek(bytes)
    let start = reader.position
    switch first {
    case 0x22: return try reader.text(bytes, into: &builder.batch.strings)
    case 0x6E:
      guard try reader.consumeNull(bytes) else { throw reader.error(.unexpectedByte) }
      return nil
    case 0x74, 0x66: _ = try reader.bool(bytes)
    case 0x5B, 0x7B: throw reader.error(.unexpectedByte)
    default: _ = try reader.number(bytes)
    }
    return builder.batch.strings.intern(bytes.extracting(start..<reader.position).bytes)
  }
}
