import TelemetryModel

typealias ProtobufTraceEncoder = ProtobufRequestEncoder<SpanBatch>

extension SpanBatch: ProtobufRequestRows {
  static var usualByteCount: Int { 256 }

  static func write(_ rows: Range<Int>, _ encoder: inout ProtobufTraceEncoder) {
    for row in rows { encoder.span(row) }
  }
}

extension ProtobufTraceEncoder {
  fileprivate mutating func span(_ row: Int) {
    let details = batch.details[Int(batch.detailIndexes[row])]
    let start = writer.begin(0x12)
    writer.field(0x0A, batch.traceIDs[row])
    writer.field(0x12, batch.spanIDs[row])
    writer.field(0x1A, batch.strings[details.traceState])
    writer.field(0x22, batch.parentSpanIDs[row])
    writer.field(0x2A, batch.strings[batch.names[row]])
    writer.field(0x30, ProtobufWriter.enumBits(batch.kinds[row].rawValue))
    writer.field(0x39, fixed64: batch.startTimes[row].nanoseconds)
    writer.field(0x41, fixed64: batch.endTimes[row].nanoseconds)
    writer.attributes(batch.attributes[row], tag: 0x4A, in: batch)
    writer.field(0x50, UInt64(details.droppedAttributesCount))
    for event in batch.events[batch.eventRange(of: row)] { self.event(event) }
    writer.field(0x60, UInt64(details.droppedEventsCount))
    for link in batch.links[batch.linkRange(of: row)] { self.link(link) }
    writer.field(0x70, UInt64(details.droppedLinksCount))
    status(batch.statusCodes[row], message: details.statusMessage)
    if batch.flags[row] != 0 {
      writer.varint(0x85)
      writer.fixed32(batch.flags[row])
    }
    writer.end(start)
  }

  private mutating func status(_ code: SpanStatus.Code, message: StringCode) {
    guard code != .unset || message != 0 else { return }
    let start = writer.begin(0x7A)
    writer.field(0x12, batch.strings[message])
    writer.field(0x18, ProtobufWriter.enumBits(code.rawValue))
    writer.end(start)
  }

  private mutating func event(_ event: EventEntry) {
    let start = writer.begin(0x5A)
    writer.field(0x09, fixed64: event.time.nanoseconds)
    writer.field(0x12, batch.strings[event.name])
    writer.attributes(event.attributes, tag: 0x1A, in: batch)
    writer.field(0x20, UInt64(event.droppedAttributesCount))
    writer.end(start)
  }

  private mutating func link(_ link: LinkEntry) {
    let start = writer.begin(0x6A)
    writer.field(0x0A, link.traceID)
    writer.field(0x12, link.spanID)
    writer.field(0x1A, batch.strings[link.traceState])
    writer.attributes(link.attributes, tag: 0x22, in: batch)
    writer.field(0x28, UInt64(link.droppedAttributesCount))
    if link.flags != 0 {
      writer.tag(0x35)
      writer.fixed32(link.flags)
    }
    writer.end(start)
  }
}
