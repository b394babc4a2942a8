import TelemetryModel

typealias JSONLogDecoder = JSONRequestDecoder<LogBuilder>

extension LogBuilder: JSONSignalBuilder {
  static var arrayNames: JSONArrayNames { .logs }

  static func row(_ bytes: Bytes, _ decoder: inout JSONLogDecoder) throws(OTLPDecodeError) {
    try decoder.record(bytes)
  }
}

extension JSONLogDecoder {
  fileprivate mutating func record(_ bytes: Bytes) throws(OTLPDecodeError) {
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
