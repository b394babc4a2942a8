package import TelemetryModel

/// Writes spans as Zipkin's JSON of version 2, straight from the columns of a batch.
///
/// The mirror of `ZipkinSpanBuilder`: what came as Zipkin goes as it came, but for names of one thing that were sent
/// twice. Of spans that came as OTLP, attributes of the resource are tags as well, events with attributes are JSON in an
/// annotation, as OpenTelemetry's exporters write them, and links have no place.
package struct ZipkinSpanEncoder {
  let batch: SpanBatch
  private var keys = ZipkinKeyTable()
  private let serviceNameKey: StringCode?

  package init(_ batch: SpanBatch) {
    self.batch = batch
    serviceNameKey = batch.strings.code(of: "service.name")
  }

  /// Writes all rows as one list.
  package mutating func writeList(to writer: inout JSONWriter) {
    writer.beginArray()
    for row in 0..<batch.count { writeSpan(row, to: &writer) }
    writer.endArray()
  }

  private mutating func writeSpan(_ row: Int, to writer: inout JSONWriter) {
    let facts = ZipkinSpanFacts(row, in: batch, &keys)
    writer.beginObject()
    writer.key("traceId")
    let traceID = batch.traceIDs[row]
    traceID.high == 0 ? writer.id(SpanID(rawValue: traceID.low)) : writer.id(traceID)
    if batch.parentSpanIDs[row].isValid {
      writer.key("parentId")
      writer.id(batch.parentSpanIDs[row])
    }
    writer.key("id")
    writer.id(batch.spanIDs[row])
    if let kind = Self.kinds[batch.kinds[row]] {
      writer.key("kind")
      writer.string(kind)
    }
    if batch.names[row] != 0 {
      writer.key("name")
      writer.string(batch.strings[batch.names[row]])
    }
    if !facts.hasNoStart { write("timestamp", microseconds: batch.startTimes[row].nanoseconds, to: &writer) }
    write("duration", microseconds: batch.durationNanoseconds(of: row), to: &writer)
    write("localEndpoint", facts.localEndpoint(serviceName(row)), to: &writer)
    write("remoteEndpoint", facts.remoteEndpoint, to: &writer)
    writeAnnotations(row, to: &writer)
    writeTags(row, facts, to: &writer)
    for (name, isSet) in [("debug", facts.isDebug), ("shared", facts.isShared)] where isSet {
      writer.key(name)
      writer.bool(true)
    }
    writer.endObject()
  }

  private static let kinds: [SpanKind: String] = [
    .client: "CLIENT", .server: "SERVER", .producer: "PRODUCER", .consumer: "CONSUMER",
  ]

  /// The name of the service, empty when the resource has none.
  private func serviceName(_ row: Int) -> ArraySlice<UInt8> {
    let entry = batch.resources[Int(batch.resourceIndexes[row])]
    let isNamed = batch.shapes[entry.attributes.shape].contains { $0.key == serviceNameKey }
    return isNamed ? batch.strings[entry.serviceName] : []
  }

  /// Nothing for 0, which Zipkin takes for unknown; what is shorter than a microsecond counts as one.
  private func write(_ name: String, microseconds nanoseconds: UInt64, to writer: inout JSONWriter) {
    if nanoseconds == 0 { return }
    writer.key(name)
    writer.int(max(1, nanoseconds / 1_000))
  }

  private func write(_ name: String, _ endpoint: ZipkinSpanFacts.Endpoint, to writer: inout JSONWriter) {
    if endpoint.isEmpty { return }
    writer.key(name)
    writer.beginObject()
    for (name, text) in [("serviceName", endpoint.serviceName), ("ipv4", endpoint.ipv4), ("ipv6", endpoint.ipv6)]
    where !text.isEmpty {
      writer.key(name)
      writer.string(text)
    }
    if let port = endpoint.port {
      writer.key("port")
      writer.int(port)
    }
    writer.endObject()
  }
}

// MARK: Annotations

extension ZipkinSpanEncoder {
  private func writeAnnotations(_ row: Int, to writer: inout JSONWriter) {
    let events = batch.events[batch.eventRange(of: row)]
    if events.isEmpty { return }
    writer.key("annotations")
    writer.beginArray()
    for event in events {
      writer.beginObject()
      writer.key("timestamp")
      writer.int(event.time.nanoseconds / 1_000)
      writer.key("value")
      writer.string(text(of: event))
      writer.endObject()
    }
    writer.endArray()
  }

  /// The name, or `{"name":{"key":value}}`.
  private func text(of event: EventEntry) -> ArraySlice<UInt8> {
    let slots = batch.shapes[event.attributes.shape]
    if slots.isEmpty { return batch.strings[event.name] }
    var json = JSONWriter()
    var written: Set<StringCode> = []
    json.beginObject()
    json.key(batch.strings[event.name])
    json.beginObject()
    for (slot, payload) in zip(slots, batch.payloads[batch.payloadRange(of: event.attributes)])
    where written.insert(slot.key).inserted {
      json.key(batch.strings[slot.key])
      switch slot.kind {
      case .bool: json.bool(payload != 0)
      case .int: json.int(Int64(bitPattern: payload))
      case .double: json.double(Double(bitPattern: payload))
      default: json.string(text(slot.kind, payload))
      }
    }
    json.endObject()
    json.endObject()
    return json.bytes[...]
  }

  fileprivate func text(_ kind: AttributeKind, _ payload: UInt64) -> ArraySlice<UInt8> {
    if kind == .string { return batch.strings[StringCode(truncatingIfNeeded: payload)] }
    return Array(AttributeText.text(kind, payload, in: batch).utf8)[...]
  }
}

// MARK: Tags

extension ZipkinSpanEncoder {
  private func writeTags(_ row: Int, _ facts: ZipkinSpanFacts, to writer: inout JSONWriter) {
    var tags = TagWriter(batch)
    tags.add(batch.attributes[row], of: self, to: &writer) { facts.isEndpointOrFlag($0) }
    let scope = batch.scopes[Int(batch.scopeIndexes[row])]
    let details = batch.details[Int(batch.detailIndexes[row])]
    switch batch.statusCodes[row] {
    case .ok: tags.add(.statusCode, Array("OK".utf8)[...], to: &writer)
    case .error:
      // OpenTelemetry's spans have a scope, and their exporters send both tags. Zipkin's own know but the second.
      if scope.name != 0 { tags.add(.statusCode, Array("ERROR".utf8)[...], to: &writer) }
      let message = details.statusMessage
      tags.add(.error, message == 0 ? Array("true".utf8)[...] : batch.strings[message], to: &writer)
    default: break
    }
    for (key, code) in [
      (ZipkinKey.scopeName, scope.name), (.scopeVersion, scope.version), (.traceState, details.traceState),
    ] where code != 0 {
      tags.add(key, batch.strings[code], to: &writer)
    }
    let resource = batch.resources[Int(batch.resourceIndexes[row])]
    tags.add(resource.attributes, of: self, to: &writer) { $0 == serviceNameKey }
    tags.end(&writer)
  }

  /// Writes the members of one object, each name at most once.
  private struct TagWriter {
    private let strings: StringTable
    private var isOpen = false
    private var written: Set<StringCode> = []

    init(_ batch: SpanBatch) { strings = batch.strings }

    mutating func add(
      _ list: AttributeList, of encoder: ZipkinSpanEncoder, to writer: inout JSONWriter,
      except isExcluded: (StringCode) -> Bool
    ) {
      let payloads = encoder.batch.payloads[encoder.batch.payloadRange(of: list)]
      for (slot, payload) in zip(encoder.batch.shapes[list.shape], payloads)
      where !isExcluded(slot.key) && written.insert(slot.key).inserted {
        begin(&writer)
        writer.key(strings[slot.key])
        writer.string(encoder.text(slot.kind, payload))
      }
    }

    mutating func add(_ key: ZipkinKey, _ text: ArraySlice<UInt8>, to writer: inout JSONWriter) {
      if let code = strings.code(of: key.rawValue), !written.insert(code).inserted { return }
      begin(&writer)
      writer.key(key.rawValue)
      writer.string(text)
    }

    mutating func end(_ writer: inout JSONWriter) { if isOpen { writer.endObject() } }

    private mutating func begin(_ writer: inout JSONWriter) {
      if isOpen { return }
      isOpen = true
      writer.key("tags")
      writer.beginObject()
    }
  }
}
