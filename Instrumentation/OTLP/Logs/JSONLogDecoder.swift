import TelemetryModel

/// Walks the JSON form of an `ExportLogsServiceRequest` (or `LogsData`, which looks the same) and fills a `LogBuilder`.
///
/// A member that comes twice counts as it came last, as in `JSONTraceDecoder`.
struct JSONLogDecoder: ~Copyable {
  private var reader = JSONReader()
  private var builder: LogBuilder

  init(messageByteCount: Int) throws(OTLPDecodeError) {
    builder = try LogBuilder(messageByteCount: messageByteCount)
  }

  consuming func finish() -> LogBatch { builder.finish() }

  mutating func request(_ bytes: Bytes) throws(OTLPDecodeError) {
    guard try reader.peek(bytes) == 0x7B, try reader.beginObject(bytes) else { throw reader.error(.unexpectedByte) }
    while let key = try reader.nextKey(bytes) {
      if reader.key(key, is: "resourceLogs", bytes) {
        builder.takeBackRecords(from: 0)
        guard try reader.beginArray(bytes) else { continue }
        while try reader.nextElement(bytes) { try resourceLogs(bytes) }
      } else {
        try reader.skipValue(bytes)
      }
    }
    try reader.finish(bytes)
  }

  private mutating func resourceLogs(_ bytes: Bytes) throws(OTLPDecodeError) {
    let firstRow = builder.batch.count
    guard try reader.beginObject(bytes) else { return }
    while let key = try reader.nextKey(bytes) {
      if reader.key(key, is: "resource", bytes) {
        try reader.resource(
          bytes, into: &builder.resource, &builder.batch.strings, &builder.composite, &builder.budget)
      } else if reader.key(key, is: "scopeLogs", bytes) {
        builder.takeBackRecords(from: firstRow)
        guard try reader.beginArray(bytes) else { continue }
        while try reader.nextElement(bytes) { try scopeLogs(bytes) }
      } else if reader.key(key, is: "schemaUrl", bytes) {
        builder.resource.schemaURL = try reader.text(bytes, into: &builder.batch.strings)
      } else {
        try reader.skipValue(bytes)
      }
    }
    builder.finishResource()
  }

  private mutating func scopeLogs(_ bytes: Bytes) throws(OTLPDecodeError) {
    let firstRow = builder.batch.count
    guard try reader.beginObject(bytes) else { return }
    while let key = try reader.nextKey(bytes) {
      if reader.key(key, is: "logRecords", bytes) {
        builder.takeBackRecords(from: firstRow)
        guard try reader.beginArray(bytes) else { continue }
        while try reader.nextElement(bytes) { try record(bytes) }
      } else if reader.key(key, is: "scope", bytes) {
        try reader.scope(bytes, into: &builder.scope, &builder.batch.strings, &builder.composite)
      } else if reader.key(key, is: "schemaUrl", bytes) {
        builder.scope.schemaURL = try reader.text(bytes, into: &builder.batch.strings)
      } else {
        try reader.skipValue(bytes)
      }
    }
    builder.finishScope()
  }

  private mutating func record(_ bytes: Bytes) throws(OTLPDecodeError) {
    try builder.budget.charge(OTLPLimits.rowByteCount, at: reader.position)
    var record = LogDraft()
    if try reader.beginObject(bytes) {
      while let key = try reader.nextKey(bytes) { try member(key, of: &record, bytes) }
    }
    builder.append(record)
  }

  private mutating func member(
    _ key: JSONReader.Text, of record: inout LogDraft, _ bytes: Bytes
  ) throws(OTLPDecodeError) {
    if reader.key(key, is: "timeUnixNano", bytes) {
      record.time = try reader.uint64(bytes)
    } else if reader.key(key, is: "observedTimeUnixNano", bytes) {
      record.observedTime = try reader.uint64(bytes)
    } else if reader.key(key, is: "severityNumber", bytes) {
      record.severityNumber = try reader.enumNumber(bytes, named: Self.severityNumber)
    } else if reader.key(key, is: "severityText", bytes) {
      record.severityText = try reader.text(bytes, into: &builder.batch.strings)
    } else if reader.key(key, is: "body", bytes) {
      record.body = try reader.anyValue(bytes, &builder.batch.strings, &builder.composite)
    } else if reader.key(key, is: "attributes", bytes) {
      try reader.attributes(bytes, into: &builder.attributes, &builder.batch.strings, &builder.composite)
    } else if reader.key(key, is: "traceId", bytes) {
      record.traceID = try reader.traceID(bytes) ?? .invalid
    } else if reader.key(key, is: "spanId", bytes) {
      record.spanID = try reader.spanID(bytes) ?? .none
    } else if reader.key(key, is: "flags", bytes) {
      record.flags = try reader.uint32(bytes)
    } else if reader.key(key, is: "eventName", bytes) {
      record.eventName = try reader.text(bytes, into: &builder.batch.strings)
    } else if reader.key(key, is: "droppedAttributesCount", bytes) {
      record.droppedAttributesCount = try reader.uint32(bytes)
    } else {
      try reader.skipValue(bytes)
    }
  }

  /// The number of a name that protobuf's own JSON mapping would write: "SEVERITY_NUMBER_ERROR2".
  private static func severityNumber(_ name: String) -> Int32? {
    let prefix = "SEVERITY_NUMBER_"
    guard name.hasPrefix(prefix) else { return nil }
    let word = name.dropFirst(prefix.count).lowercased()
    if word == "unspecified" { return 0 }
    return word.isEmpty ? nil : SeverityNumber(word: word)?.rawValue
  }
}
