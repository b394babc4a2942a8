import TelemetryModel

typealias ProtobufLogEncoder = ProtobufRequestEncoder<LogBatch>

extension LogBatch: ProtobufRequestRows {
  static var usualByteCount: Int { 128 }

  static func write(_ rows: Range<Int>, _ encoder: inout ProtobufLogEncoder) {
    for row in rows { encoder.record(row) }
  }
}

extension ProtobufLogEncoder {
  fileprivate mutating func record(_ row: Int) {
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
