import TelemetryModel

typealias ProtobufTraceDecoder = ProtobufRequestDecoder<TraceBuilder>

extension TraceBuilder: ProtobufSignalBuilder {
  @inline(__always)
  static func row(
    _ bytes: Bytes, _ position: inout Int, _ end: Int, _ decoder: inout ProtobufTraceDecoder
  ) throws(OTLPDecodeError) {
    try decoder.span(bytes, &position, end)
  }
}

extension ProtobufTraceDecoder {
  /// The hot loop: one span, straight into the columns.
  fileprivate mutating func span(_ bytes: Bytes, _ position: inout Int, _ end: Int) throws(OTLPDecodeError) {
    try builder.budget.charge(OTLPLimits.rowByteCount, at: position)
    let mark = builder.mark
    var span = SpanDraft()
    while position < end {
      let tag = try ProtobufWire.varint(bytes, &position, end)
      switch tag {
      case 0x0A: span.traceID = try ProtobufField.traceID(bytes, &position, end) ?? .invalid
      case 0x12: span.spanID = try ProtobufField.spanID(bytes, &position, end) ?? .none
      case 0x1A: span.details.traceState = try text(bytes, &position, end)
      case 0x22: span.parentSpanID = try ProtobufField.spanID(bytes, &position, end)
      case 0x2A: span.name = try text(bytes, &position, end)
      case 0x30: span.kind = try ProtobufField.number(bytes, &position, end)
      case 0x39: span.startTime = try ProtobufWire.fixed64(bytes, &position, end)
      case 0x41: span.endTime = try ProtobufWire.fixed64(bytes, &position, end)
      case 0x4A:  // attributes
        try ProtobufField.attribute(
          bytes, &position, end, into: &builder.spanAttributes, &builder.batch.strings, &builder.composite)
      case 0x50: span.details.droppedAttributesCount = try ProtobufField.count(bytes, &position, end)
      case 0x5A:  // events
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        try event(bytes, &position, end)
      case 0x60: span.details.droppedEventsCount = try ProtobufField.count(bytes, &position, end)
      case 0x6A:  // links
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        let isMalformed = try link(bytes, &position, end)
        if isMalformed { span.hasMalformedLink = true }
      case 0x70: span.details.droppedLinksCount = try ProtobufField.count(bytes, &position, end)
      case 0x7A:  // status
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        try status(bytes, &position, end, into: &span)
      case 0x85: span.flags = try ProtobufWire.fixed32(bytes, &position, end)
      default: try ProtobufWire.skip(tag, bytes, &position, end)
      }
    }
    builder.append(span, since: mark)
  }

  @inline(__always)
  private mutating func status(
    _ bytes: Bytes, _ position: inout Int, _ end: Int, into span: inout SpanDraft
  ) throws(OTLPDecodeError) {
    while position < end {
      let tag = try ProtobufWire.varint(bytes, &position, end)
      switch tag {
      case 0x12: span.details.statusMessage = try text(bytes, &position, end)
      case 0x18: span.statusCode = try ProtobufField.number(bytes, &position, end)
      default: try ProtobufWire.skip(tag, bytes, &position, end)
      }
    }
  }

  private mutating func event(_ bytes: Bytes, _ position: inout Int, _ end: Int) throws(OTLPDecodeError) {
    try builder.budget.charge(MemoryLayout<EventEntry>.stride, at: position)
    var time: UInt64 = 0
    var name: StringCode = 0
    var droppedAttributesCount: UInt32 = 0
    while position < end {
      let tag = try ProtobufWire.varint(bytes, &position, end)
      switch tag {
      case 0x09: time = try ProtobufWire.fixed64(bytes, &position, end)
      case 0x12: name = try text(bytes, &position, end)
      case 0x1A:  // attributes
        try ProtobufField.attribute(
          bytes, &position, end, into: &builder.itemAttributes, &builder.batch.strings, &builder.composite)
      case 0x20: droppedAttributesCount = try ProtobufField.count(bytes, &position, end)
      default: try ProtobufWire.skip(tag, bytes, &position, end)
      }
    }
    builder.append(eventAt: time, name: name, droppedAttributesCount: droppedAttributesCount)
  }

  /// Reads a link; true when its IDs have a wrong length.
  private mutating func link(
    _ bytes: Bytes, _ position: inout Int, _ end: Int
  ) throws(OTLPDecodeError) -> Bool {
    try builder.budget.charge(MemoryLayout<LinkEntry>.stride, at: position)
    var link = LinkDraft()
    while position < end {
      let tag = try ProtobufWire.varint(bytes, &position, end)
      switch tag {
      case 0x0A: link.traceID = try ProtobufField.traceID(bytes, &position, end)
      case 0x12: link.spanID = try ProtobufField.spanID(bytes, &position, end)
      case 0x1A: link.traceState = try text(bytes, &position, end)
      case 0x22:  // attributes
        try ProtobufField.attribute(
          bytes, &position, end, into: &builder.itemAttributes, &builder.batch.strings, &builder.composite)
      case 0x28: link.droppedAttributesCount = try ProtobufField.count(bytes, &position, end)
      case 0x35: link.flags = try ProtobufWire.fixed32(bytes, &position, end)
      default: try ProtobufWire.skip(tag, bytes, &position, end)
      }
    }
    builder.append(link)
    return link.isMalformed
  }

  /// The code of a text field.
  @inline(__always)
  private mutating func text(
    _ bytes: Bytes, _ position: inout Int, _ end: Int
  ) throws(OTLPDecodeError) -> StringCode {
    try ProtobufField.text(bytes, &position, end, into: &builder.batch.strings)
  }
}
