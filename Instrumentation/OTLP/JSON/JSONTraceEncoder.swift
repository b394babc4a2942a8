import TelemetryModel

/// Writes a batch as the JSON form of an `ExportTraceServiceRequest`. Fields that hold their default are left out.
///
/// Rows keep their order; consecutive rows of one resource, and of one scope, share an object.
struct JSONTraceEncoder: ~Copyable {
  private let batch: SpanBatch
  private var writer = JSONWriter()

  init(_ batch: SpanBatch) {
    self.batch = batch
    writer.reserveCapacity(batch.count * 512 + batch.strings.arena.count)
  }

  consuming func finish() -> [UInt8] { writer.bytes }

  mutating func request() {
    writer.beginObject()
    writer.key("resourceSpans")
    writer.beginArray()
    for rows in batch.resourceRuns() { resourceSpans(rows) }
    writer.endArray()
    writer.endObject()
  }

  private mutating func resourceSpans(_ rows: Range<Int>) {
    let entry = batch.resources[Int(batch.resourceIndexes[rows.lowerBound])]
    writer.beginObject()
    writer.key("resource")
    resource(entry)
    writer.key("scopeSpans")
    writer.beginArray()
    for rows in batch.scopeRuns(in: rows) { scopeSpans(rows) }
    writer.endArray()
    text("schemaUrl", entry.schemaURL)
    writer.endObject()
  }

  private mutating func resource(_ entry: ResourceEntry) {
    writer.beginObject()
    attributes(entry.attributes)
    count("droppedAttributesCount", entry.droppedAttributesCount)
    if !entry.entityReferences.isEmpty {
      writer.key("entityRefs")
      writer.beginArray()
      for reference in entry.entityReferences { entityReference(reference) }
      writer.endArray()
    }
    writer.endObject()
  }

  private mutating func entityReference(_ reference: EntityReference) {
    writer.beginObject()
    text("schemaUrl", reference.schemaURL)
    text("type", reference.type)
    texts("idKeys", reference.idKeys)
    texts("descriptionKeys", reference.descriptionKeys)
    writer.endObject()
  }

  private mutating func scopeSpans(_ rows: Range<Int>) {
    let entry = batch.scopes[Int(batch.scopeIndexes[rows.lowerBound])]
    writer.beginObject()
    writer.key("scope")
    writer.beginObject()
    text("name", entry.name)
    text("version", entry.version)
    attributes(entry.attributes)
    count("droppedAttributesCount", entry.droppedAttributesCount)
    writer.endObject()
    writer.key("spans")
    writer.beginArray()
    for row in rows { span(row) }
    writer.endArray()
    text("schemaUrl", entry.schemaURL)
    writer.endObject()
  }

  private mutating func span(_ row: Int) {
    let details = batch.details[Int(batch.detailIndexes[row])]
    writer.beginObject()
    writer.key("traceId")
    writer.id(batch.traceIDs[row])
    writer.key("spanId")
    writer.id(batch.spanIDs[row])
    text("traceState", details.traceState)
    if batch.parentSpanIDs[row].isValid {
      writer.key("parentSpanId")
      writer.id(batch.parentSpanIDs[row])
    }
    text("name", batch.names[row])
    number("kind", batch.kinds[row].rawValue)
    time("startTimeUnixNano", batch.startTimes[row])
    time("endTimeUnixNano", batch.endTimes[row])
    attributes(batch.attributes[row])
    count("droppedAttributesCount", details.droppedAttributesCount)
    events(batch.eventRange(of: row))
    count("droppedEventsCount", details.droppedEventsCount)
    links(batch.linkRange(of: row))
    count("droppedLinksCount", details.droppedLinksCount)
    status(batch.statusCodes[row], message: details.statusMessage)
    count("flags", batch.flags[row])
    writer.endObject()
  }

  private mutating func status(_ code: SpanStatus.Code, message: StringCode) {
    guard code != .unset || message != 0 else { return }
    writer.key("status")
    writer.beginObject()
    text("message", message)
    number("code", code.rawValue)
    writer.endObject()
  }

  private mutating func events(_ range: Range<Int>) {
    if range.isEmpty { return }
    writer.key("events")
    writer.beginArray()
    for event in batch.events[range] {
      writer.beginObject()
      time("timeUnixNano", event.time)
      text("name", event.name)
      attributes(event.attributes)
      count("droppedAttributesCount", event.droppedAttributesCount)
      writer.endObject()
    }
    writer.endArray()
  }

  private mutating func links(_ range: Range<Int>) {
    if range.isEmpty { return }
    writer.key("links")
    writer.beginArray()
    for link in batch.links[range] {
      writer.beginObject()
      if link.traceID.isValid {
        writer.key("traceId")
        writer.id(link.traceID)
      }
      if link.spanID.isValid {
        writer.key("spanId")
        writer.id(link.spanID)
      }
      text("traceState", link.traceState)
      attributes(link.attributes)
      count("droppedAttributesCount", link.droppedAttributesCount)
      count("flags", link.flags)
      writer.endObject()
    }
    writer.endArray()
  }
}

// MARK: Members that are left out at their default

extension JSONTraceEncoder {
  private mutating func text(_ name: StaticString, _ code: StringCode) {
    if code == 0 { return }
    writer.key(name)
    writer.string(batch.strings[code])
  }

  private mutating func text(_ name: StaticString, _ text: String) {
    if text.isEmpty { return }
    writer.key(name)
    writer.string(text)
  }

  private mutating func texts(_ name: StaticString, _ texts: [String]) {
    if texts.isEmpty { return }
    writer.key(name)
    writer.beginArray()
    for text in texts { writer.string(text) }
    writer.endArray()
  }

  private mutating func number(_ name: StaticString, _ value: Int32) {
    if value == 0 { return }
    writer.key(name)
    writer.int(value)
  }

  private mutating func count(_ name: StaticString, _ value: UInt32) {
    if value == 0 { return }
    writer.key(name)
    writer.int(value)
  }

  private mutating func time(_ name: StaticString, _ time: Timestamp) {
    if time.nanoseconds == 0 { return }
    writer.key(name)
    writer.quoted(time.nanoseconds)
  }

  private mutating func attributes(_ list: AttributeList) {
    if list.shape == 0 { return }
    writer.key("attributes")
    writer.attributes(list, in: batch)
  }
}
