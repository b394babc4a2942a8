import TelemetryModel

/// Walks the JSON form of an export request, or of the data message that looks the same, and fills a builder.
///
/// A member that comes twice counts as it came last: what the first one held is forgotten.
struct JSONRequestDecoder<Builder: JSONSignalBuilder & ~Copyable>: ~Copyable {
  var reader = JSONReader()
  var builder: Builder

  init(messageByteCount: Int) throws(OTLPDecodeError) {
    builder = try Builder(messageByteCount: messageByteCount)
  }

  consuming func finish() -> Builder.Decoded { builder.finish() }
}

/// A signal as JSON has it.
protocol JSONSignalBuilder: SignalBuilder, ~Copyable {
  static var arrayNames: JSONArrayNames { get }

  /// Reads an element of the innermost array.
  static func row(_ bytes: Bytes, _ decoder: inout JSONRequestDecoder<Self>) throws(OTLPDecodeError)
}

extension JSONRequestDecoder where Builder: ~Copyable {
  mutating func request(_ bytes: Bytes) throws(OTLPDecodeError) {
    let mark = builder.mark
    guard try reader.peek(bytes) == 0x7B, try reader.beginObject(bytes) else { throw reader.error(.unexpectedByte) }
    while let key = try reader.nextKey(bytes) {
      if reader.key(key, is: Builder.arrayNames.resources, bytes) {
        builder.takeBackRows(since: mark)
        guard try reader.beginArray(bytes) else { continue }
        while try reader.nextElement(bytes) { try resourceRows(bytes) }
      } else {
        try reader.skipValue(bytes)
      }
    }
    try reader.finish(bytes)
  }

  /// Reads a `ResourceSpans` or its like.
  private mutating func resourceRows(_ bytes: Bytes) throws(OTLPDecodeError) {
    let mark = builder.mark
    guard try reader.beginObject(bytes) else { return }
    while let key = try reader.nextKey(bytes) {
      if reader.key(key, is: "resource", bytes) {
        try builder.withEnvelope { (resource, _, strings, composite, budget) throws(OTLPDecodeError) in
          try reader.resource(bytes, into: &resource, &strings, &composite, &budget)
        }
      } else if reader.key(key, is: Builder.arrayNames.scopes, bytes) {
        builder.takeBackRows(since: mark)
        guard try reader.beginArray(bytes) else { continue }
        while try reader.nextElement(bytes) { try scopeRows(bytes) }
      } else if reader.key(key, is: "schemaUrl", bytes) {
        try builder.withEnvelope { (resource, _, strings, _, _) throws(OTLPDecodeError) in
          resource.schemaURL = try reader.text(bytes, into: &strings)
        }
      } else {
        try reader.skipValue(bytes)
      }
    }
    builder.finishResource()
  }

  /// Reads a `ScopeSpans` or its like.
  private mutating func scopeRows(_ bytes: Bytes) throws(OTLPDecodeError) {
    let mark = builder.mark
    guard try reader.beginObject(bytes) else { return }
    while let key = try reader.nextKey(bytes) {
      if reader.key(key, is: Builder.arrayNames.rows, bytes) {
        builder.takeBackRows(since: mark)
        guard try reader.beginArray(bytes) else { continue }
        while try reader.nextElement(bytes) { try Builder.row(bytes, &self) }
      } else if reader.key(key, is: "scope", bytes) {
        try builder.withEnvelope { (_, scope, strings, composite, _) throws(OTLPDecodeError) in
          try reader.scope(bytes, into: &scope, &strings, &composite)
        }
      } else if reader.key(key, is: "schemaUrl", bytes) {
        try builder.withEnvelope { (_, scope, strings, _, _) throws(OTLPDecodeError) in
          scope.schemaURL = try reader.text(bytes, into: &strings)
        }
      } else {
        try reader.skipValue(bytes)
      }
    }
    builder.finishScope()
  }
}
