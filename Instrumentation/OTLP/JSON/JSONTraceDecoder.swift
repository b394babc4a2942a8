import TelemetryModel

/// Walks the JSON form of an `ExportTraceServiceRequest` (or `TracesData`, which looks the same) and fills a
/// `TraceBuilder`.
///
/// A member that comes twice counts as it came last: what the first one held is forgotten.
struct JSONTraceDecoder: ~Copyable {
  var reader = JSONReader()
  var builder: TraceBuilder

  init(messageByteCount: Int) throws(OTLPDecodeError) {
    builder = try TraceBuilder(messageByteCount: messageByteCount)
  }

  consuming func finish() -> OTLPDecodeResult { builder.finish() }

  mutating func request(_ bytes: Bytes) throws(OTLPDecodeError) {
    let mark = builder.mark
    guard try reader.peek(bytes) == 0x7B, try reader.beginObject(bytes) else { throw reader.error(.unexpectedByte) }
    while let key = try reader.nextKey(bytes) {
      if reader.key(key, is: "resourceSpans", bytes) {
        builder.takeBackSpans(since: mark)
        guard try reader.beginArray(bytes) else { continue }
        while try reader.nextElement(bytes) { try resourceSpans(bytes) }
      } else {
        try reader.skipValue(bytes)
      }
    }
    try reader.finish(bytes)
  }

  private mutating func resourceSpans(_ bytes: Bytes) throws(OTLPDecodeError) {
    let mark = builder.mark
    guard try reader.beginObject(bytes) else { return }
    while let key = try reader.nextKey(bytes) {
      if reader.key(key, is: "resource", bytes) {
        try reader.resource(
          bytes, into: &builder.resource, &builder.batch.strings, &builder.composite, &builder.budget)
      } else if reader.key(key, is: "scopeSpans", bytes) {
        builder.takeBackSpans(since: mark)
        guard try reader.beginArray(bytes) else { continue }
        while try reader.nextElement(bytes) { try scopeSpans(bytes) }
      } else if reader.key(key, is: "schemaUrl", bytes) {
        builder.resource.schemaURL = try reader.text(bytes, into: &builder.batch.strings)
      } else {
        try reader.skipValue(bytes)
      }
    }
    builder.finishResource()
  }

  private mutating func scopeSpans(_ bytes: Bytes) throws(OTLPDecodeError) {
    let mark = builder.mark
    guard try reader.beginObject(bytes) else { return }
    while let key = try reader.nextKey(bytes) {
      if reader.key(key, is: "spans", bytes) {
        builder.takeBackSpans(since: mark)
        guard try reader.beginArray(bytes) else { continue }
        while try reader.nextElement(bytes) { try span(bytes) }
      } else if reader.key(key, is: "scope", bytes) {
        try reader.scope(bytes, into: &builder.scope, &builder.batch.strings, &builder.composite)
      } else if reader.key(key, is: "schemaUrl", bytes) {
        builder.scope.schemaURL = try reader.text(bytes, into: &builder.batch.strings)
      } else {
        try reader.skipValue(bytes)
      }
    }
    builder.finishScope()
  }
}
