package import TelemetryModel

extension OTLPJSON {
  /// Decodes an `ExportLogsServiceRequest` (or a `LogsData`: the same shape), which must be a UTF-8 text. O(bytes).
  ///
  /// Keeps every record, as `OTLPProtobuf.decodeLogs` does; malformed JSON, and values that do not fit their fields,
  /// fail as a whole. Unknown members are ignored.
  package static func decodeLogs(_ bytes: Swift.Span<UInt8>) throws(OTLPDecodeError) -> LogBatch {
    var decoder = try JSONLogDecoder(messageByteCount: bytes.count)
    try decoder.request(bytes)
    return decoder.finish()
  }

  package static func decodeLogs(_ bytes: [UInt8]) throws(OTLPDecodeError) -> LogBatch {
    try decodeLogs(bytes.span)
  }

  /// Encodes a batch as one line of the OTLP/JSON file format, without the line break.
  package static func encodeLogs(_ batch: LogBatch) -> [UInt8] {
    var encoder = JSONLogEncoder(batch)
    encoder.request()
    return encoder.finish()
  }
}
