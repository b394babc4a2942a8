import TelemetryModel

/// Walks an `ExportLogsServiceRequest` (or `LogsData`, which looks the same) and fills a `LogBuilder`.
///
/// Cases are whole tags, as in `ProtobufTraceDecoder`.
struct ProtobufLogDecoder: ~Copyable {
  private var builder: LogBuilder

  init(messageByteCount: Int) throws(OTLPDecodeError) {
    builder = try LogBuilder(messageByteCount: messageByteCount)
  }

  consuming func finish() -> LogBatch { builder.finish() }

  mutating func request(_ bytes: Bytes) throws(OTLPDecodeError) {
    var position = 0
    while position < bytes.count {
      let tag = try ProtobufWire.varint(bytes, &position, bytes.count)
      switch tag {
      case 0x0A:  // resource_logs
        let end = try ProtobufWire.contentEnd(bytes, &position, bytes.count)
        try resourceLogs(bytes, &position, end)
      default: try ProtobufWire.skip(tag, bytes, &position, bytes.count)
      }
    }
  }

  private mutating func resourceLogs(_ bytes: Bytes, _ position: inout Int, _ end: Int) throws(OTLPDecodeError) {
    while position < end {
      let tag = try ProtobufWire.varint(bytes, &position, end)
      switch tag {
      case 0x0A:  // resource
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        try ProtobufField.resource(
          bytes, &position, end, into: &builder.resource, &builder.batch.strings, &builder.composite, &builder.budget)
      case 0x12:  // scope_logs
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        try scopeLogs(bytes, &position, end)
      case 0x1A: builder.resource.schemaURL = try text(bytes, &position, end)
      default: try ProtobufWire.skip(tag, bytes, &position, end)
      }
    }
    builder.finishResource()
  }

  private mutating func scopeLogs(_ bytes: Bytes, _ position: inout Int, _ end: Int) throws(OTLPDecodeError) {
    while position < end {
      let tag = try ProtobufWire.varint(bytes, &position, end)
      switch tag {
      case 0x0A:  // scope
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        try ProtobufField.scope(
          bytes, &position, end, into: &builder.scope, &builder.batch.strings, &builder.composite)
      case 0x12:  // log_records
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        try record(bytes, &position, end)
      case 0x1A: builder.scope.schemaURL = try text(bytes, &position, end)
      default: try ProtobufWire.skip(tag, bytes, &position, end)
      }
    }
    builder.finishScope()
  }

  /// The hot loop: one record, straight into the columns.
  private mutating func record(_ bytes: Bytes, _ position: inout Int, _ end: Int) throws(OTLPDecodeError) {
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
