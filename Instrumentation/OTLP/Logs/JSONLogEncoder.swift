import TelemetryModel

/// Writes a batch as the JSON form of an `ExportLogsServiceRequest`. Fields that hold their default are left out.
///
/// Rows keep their order; consecutive rows of one resource, and of one scope, share an object.
struct JSONLogEncoder: ~Copyable {
  private let batch: LogBatch
  private var writer = JSONWriter()

  init(_ batch: LogBatch) {
    self.batch = batch
    writer.reserveCapacity(batch.count * 384 + batch.strings.arena.count)
  }

  consuming func finish() -> [UInt8] { writer.bytes }

  mutating func request() {
    writer.beginObject()
    writer.key("resourceLogs")
    writer.beginArray()
    for rows in batch.resourceRuns() { resourceLogs(rows) }
    writer.endArray()
    writer.endObject()
  }

  private mutating func resourceLogs(_ rows: Range<Int>) {
    let entry = batch.resources[Int(batch.resourceIndexes[rows.lowerBound])]
    writer.beginObject()
    writer.key("resource")
    writer.resource(entry, in: batch)
    writer.key("scopeLogs")
    writer.beginArray()
    for rows in batch.scopeRuns(in: rows) { scopeLogs(rows) }
    writer.endArray()
    writer.text("schemaUrl", batch.strings[entry.schemaURL])
    writer.endObject()
  }

  private mutating func scopeLogs(_ rows: Range<Int>) {
    let entry = batch.scopes[Int(batch.scopeIndexes[rows.lowerBound])]
    writer.beginObject()
    writer.key("scope")
    writer.scope(entry, in: batch)
    writer.key("logRecords")
    writer.beginArray()
    for row in rows { record(row) }
    writer.endArray()
    writer.text("schemaUrl", batch.strings[entry.schemaURL])
    writer.endObject()
  }

  private mutating func record(_ row: Int) {
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
