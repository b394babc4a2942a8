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
        try resource(bytes)
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

  private mutating func resource(_ bytes: Bytes) throws(OTLPDecodeError) {
    builder.resource.removeResource()
    guard try reader.beginObject(bytes) else { return }
    while let key = try reader.nextKey(bytes) {
      if reader.key(key, is: "attributes", bytes) {
        try Self.attributes(
          bytes, &reader, into: &builder.resource.attributes, &builder.batch.strings, &builder.composite)
      } else if reader.key(key, is: "droppedAttributesCount", bytes) {
        builder.resource.droppedAttributesCount = try reader.uint32(bytes)
      } else if reader.key(key, is: "entityRefs", bytes) {
        builder.resource.entityReferences = []
        guard try reader.beginArray(bytes) else { continue }
        while try reader.nextElement(bytes) { builder.resource.entityReferences.append(try entityReference(bytes)) }
      } else {
        try reader.skipValue(bytes)
      }
    }
  }

  private mutating func entityReference(_ bytes: Bytes) throws(OTLPDecodeError) -> EntityReference {
    var reference = EntityReference()
    try builder.charge(MemoryLayout<EntityReference>.stride, at: reader.position)
    guard try reader.beginObject(bytes) else { return reference }
    while let key = try reader.nextKey(bytes) {
      if reader.key(key, is: "schemaUrl", bytes) {
        reference.schemaURL = try reader.string(bytes)
      } else if reader.key(key, is: "type", bytes) {
        reference.type = try reader.string(bytes)
      } else if reader.key(key, is: "idKeys", bytes) {
        reference.idKeys = try texts(bytes)
      } else if reader.key(key, is: "descriptionKeys", bytes) {
        reference.descriptionKeys = try texts(bytes)
      } else {
        try reader.skipValue(bytes)
      }
    }
    return reference
  }

  private mutating func texts(_ bytes: Bytes) throws(OTLPDecodeError) -> [String] {
    var texts: [String] = []
    guard try reader.beginArray(bytes) else { return texts }
    while try reader.nextElement(bytes) {
      try builder.charge(MemoryLayout<String>.stride, at: reader.position)
      texts.append(try reader.string(bytes))
    }
    return texts
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
        try scope(bytes)
      } else if reader.key(key, is: "schemaUrl", bytes) {
        builder.scope.schemaURL = try reader.text(bytes, into: &builder.batch.strings)
      } else {
        try reader.skipValue(bytes)
      }
    }
    builder.finishScope()
  }

  private mutating func scope(_ bytes: Bytes) throws(OTLPDecodeError) {
    builder.scope.removeScope()
    guard try reader.beginObject(bytes) else { return }
    while let key = try reader.nextKey(bytes) {
      if reader.key(key, is: "name", bytes) {
        builder.scope.name = try reader.text(bytes, into: &builder.batch.strings)
      } else if reader.key(key, is: "version", bytes) {
        builder.scope.version = try reader.text(bytes, into: &builder.batch.strings)
      } else if reader.key(key, is: "attributes", bytes) {
        try Self.attributes(
          bytes, &reader, into: &builder.scope.attributes, &builder.batch.strings, &builder.composite)
      } else if reader.key(key, is: "droppedAttributesCount", bytes) {
        builder.scope.droppedAttributesCount = try reader.uint32(bytes)
      } else {
        try reader.skipValue(bytes)
      }
    }
  }
}
