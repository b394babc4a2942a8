import TelemetryModel

/// Writes a batch as an `ExportLogsServiceRequest`.
///
/// Rows keep their order; consecutive rows of one resource, and of one scope, share a message.
struct ProtobufLogEncoder: ~Copyable {
  private let batch: LogBatch
  private var writer: ProtobufWriter

  init(_ batch: LogBatch) {
    self.batch = batch
    writer = ProtobufWriter(reserving: batch.count * 128 + batch.strings.arena.count)
  }

  consuming func finish() -> [UInt8] { writer.finish() }

  mutating func request() {
    for rows in batch.resourceRuns() {
      let entry = batch.resources[Int(batch.resourceIndexes[rows.lowerBound])]
      let start = writer.begin(0x0A)
      writer.resource(entry, in: batch)
      for rows in batch.scopeRuns(in: rows) { scopeLogs(rows) }
      writer.field(0x1A, batch.strings[entry.schemaURL])
      writer.end(start)
    }
  }

  private mutating func scopeLogs(_ rows: Range<Int>) {
    let entry = batch.scopes[Int(batch.scopeIndexes[rows.lowerBound])]
    let start = writer.begin(0x12)
    writer.scope(entry, in: batch)
    for row in rows { record(row) }
    writer.field(0x1A, batch.strings[entry.schemaURL])
    writer.end(start)
  }

  private mutating func record(_ row: Int) {
    let start = writer.begin(0x12)
    writer.field(0x09, fixed64: batch.times[row].nanoseconds)
    writer.field(0x10, ProtobufWriter.enumBits(batch.severityNumbers[row].rawValue))
    writer.field(0x1A, batch.strings[batch.severityTexts[row]])
    if batch.bodyKinds[row] != .empty { writer.value(batch.bodyKinds[row], batch.bodies[row], tag: 0x2A, in: batch) }
    writer.attributes(batch.attributes[row], tag: 0x32, in: batch)
    writer.field(0x38, UInt64(batch.droppedAttributesCounts[row]))
    if batch.flags[row] != 0 {
      writer.tag(0x45)
      writer.fixed32(batch.flags[row])
    }
    writer.field(0x4A, batch.traceIDs[row])
    writer.field(0x52, batch.spanIDs[row])
    writer.field(0x59, fixed64: batch.observedTimes[row].nanoseconds)
    writer.field(0x62, batch.strings[batch.eventNames[row]])
    writer.end(start)
  }
}
