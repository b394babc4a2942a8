import TelemetryModel

typealias JSONLogEncoder = JSONRequestEncoder<LogBatch>

extension LogBatch: JSONRequestRows {
  static var arrayNames: JSONArrayNames { .logs }
  static var usualJSONByteCount: Int { 384 }

  static func write(_ rows: Range<Int>, _ encoder: inout JSONLogEncoder) {
    for row in rows { encoder.record(row) }
  }
}

extension JSONLogEncoder {
  fileprivate mutating func record(_ row: Int) {
    writer.beginObject()
    writer.time("timeUnixNano", batch.times[row])
    writer.number("severityNumber", batch.severityNumbers[row].rawValue)
    writer.text("severityText", batch.strings[batch.severityTexts[row]])
    if batch.bodyKinds[row] != .empty {
      writer.key("body")
      writer.anyValue(batch.bodyKinds[row], batch.bodies[row], in: batch)
    }
    writer.attributes("attributes", batch.attributes[row], in: batch)
    writer.count("droppedAttributesCount", batch.droppedAttributesCounts[row])
    writer.count("flags", batch.flags[row])
    if batch.traceIDs[row].isValid {
      writer.key("traceId")
      writer.id(batch.traceIDs[row])
    }
    if batch.spanIDs[row].isValid {
      writer.key("spanId")
      writer.id(batch.spanIDs[row])
    }
    writer.time("observedTimeUnixNano", batch.observedTimes[row])
    writer.text("eventName", batch.strings[batch.eventNames[row]])
    writer.endObject()
  }
}
