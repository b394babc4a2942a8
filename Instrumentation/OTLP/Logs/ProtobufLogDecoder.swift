import TelemetryModel

typealias ProtobufLogDecoder = ProtobufRequestDecoder<LogBuilder>

extension LogBuilder: ProtobufSignalBuilder {
  @inline(__always)
  static func row(
    _ bytes: Bytes, _ position: inout Int, _ end: Int, _ decoder: inout ProtobufLogDecoder
  ) throws(OTLPDecodeError) {
    try decoder.record(bytes, &position, end)
  }
}

extension ProtobufLogDecoder {
  /// The hot loop: one record, straight into the columns.
  fileprivate mutating func record(_ bytes: Bytes, _ position: inout Int, _ end: Int) throws(OTLPDecodeError) {
    try builder.budget.charge(OTLPLimits.rowByteCount, at: position)
    var record = LogDraft()
    while position < end {
      let tag = try ProtobufWire.varint(bytes, &position, end)
      switch tag {
      case 0x09: record.time = try ProtobufWire.fixed64(bytes, &position, end)
      case 0x10: record.severityNumber = try ProtobufField.number(bytes, &position, end)
      case 0x1A: record.severityText = try text(bytes, &position, end)
      case 0x2A:  // body
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        try ProtobufField.anyValue(
          bytes, &position, end, into: &record.body, &builder.batch.strings, &builder.composite)
      case 0x32:  // attributes
        try ProtobufField.attribute(
          bytes, &position, end, into: &builder.attributes, &builder.batch.strings, &builder.composite)
      case 0x38: record.droppedAttributesCount = try ProtobufField.count(bytes, &position, end)
      case 0x45: record.flags = try ProtobufWire.fixed32(bytes, &position, end)
      case 0x4A: record.traceID = try ProtobufField.traceID(bytes, &position, end) ?? .invalid
      case 0x52: record.spanID = try ProtobufField.spanID(bytes, &position, end) ?? .none
      case 0x59: record.observedTime = try ProtobufWire.fixed64(bytes, &position, end)
      case 0x62: record.eventName = try text(bytes, &position, end)
      default: try ProtobufWire.skip(tag, bytes, &position, end)
      }
    }
    builder.append(record)
  }

  @inline(__always)
  private mutating func text(_ bytes: Bytes, _ position: inout Int, _ end: Int) throws(OTLPDecodeError) -> StringCode {
    try ProtobufField.text(bytes, &position, end, into: &builder.batch.strings)
  }
}
