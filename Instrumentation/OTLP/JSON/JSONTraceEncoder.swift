import TelemetryModel

typealias JSONTraceEncoder = JSONRequestEncoder<SpanBatch>

extension SpanBatch: JSONRequestRows {
  static var arrayNames: JSONArrayNames { .traces }
  static var usualJSONByteCount: Int { 512 }

  static func write(_ rows: Range<Int>, _ encoder: inout JSONTraceEncoder) {
    for row in rows { encoder.span(row) }
  }
}

extension JSONTraceEncoder {
  fileprivate mutating func span(_ row: Int) {
    let details = batch.details[Int(batch.detailIndexes[row])]
    writer.beginObject()
    writer.key("traceId")
    writer.id(batch.traceIDs[row])
    writer.key("spanId")
    writer.id(batch.spanIDs[row])
    writer.text("traceState", batch.strings[details.traceState])
    if batch.parentSpanIDs[row].isValid {
      writer.key("parentSpanId")
      writer.id(batch.parentSpanIDs[row])
    }
    writer.text("name", batch.strings[batch.names[row]])
    writer.number("kind", batch.kinds[row].rawValue)
    writer.time("startTimeUnixNano", batch.startTimes[row])
    writer.time("endTimeUnixNano", batch.endTimes[row])
    writer.attributes("attributes", batch.attributes[row], in: batch)
    writer.count("droppedAttributesCount", details.droppedAttributesCount)
    events(batch.eventRange(of: row))
    writer.count("droppedEventsCount", details.droppedEventsCount)
    links(batch.linkRange(of: row))
    writer.count("droppedLinksCount", details.droppedLinksCount)
    status(batch.statusCodes[row], message: details.statusMessage)
    writer.count("flags", batch.flags[row])
    writer.endObject()
  }

  private mutating func status(_ code: SpanStatus.Code, message: StringCode) {
    guard code != .unset || message != 0 else { return }
    writer.key("status")
    writer.beginObject()
    writer.text("message", batch.strings[message])
    writer.number("code", code.rawValue)
    writer.endObject()
  }

  private mutating func events(_ range: Range<Int>) {
    if range.isEmpty { return }
    writer.key("events")
    writer.beginArray()
    for event in batch.events[range] {
      writer.beginObject()
      writer.time("timeUnixNano", event.time)
      writer.text("name", batch.strings[event.name])
      writer.attributes("attributes", event.attributes, in: batch)
      writer.count("droppedAttributesCount", event.droppedAttributesCount)
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
      writer.text("traceState", batch.strings[link.traceState])
      writer.attributes("attributes", link.attributes, in: batch)
      writer.count("droppedAttributesCount", link.droppedAttributesCount)
      writer.count("flags", link.flags)
      writer.endObject()
    }
    writer.endArray()
  }
}
