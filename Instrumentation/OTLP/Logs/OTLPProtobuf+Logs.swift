package import TelemetryModel

extension OTLPProtobuf {
  /// Decodes an `ExportLogsServiceRequest` (or a `LogsData`: the same bytes). O(bytes).
  ///
  /// Keeps every record: one whose trace or span ID has a wrong length belongs to no trace. Anything that is not
  /// well-formed protobuf fails as a whole.
  package static func decodeLogs(_ bytes: Swift.Span<UInt8>) throws(OTLPDecodeError) -> LogBatch {
    var decoder = try ProtobufLogDecoder(messageByteCount: bytes.count)
    try decoder.request(bytes)
    return decoder.finish()
  }

  package static func decodeLogs(_ bytes: [UInt8]) throws(OTLPDecodeError) -> LogBatch {
    try decodeLogs(bytes.span)
  }

  /// Encodes a batch as an `ExportLogsServiceRequest`; decoding it gives the same rows in the same order.
  package static func encodeLogs(_ batch: LogBatch) -> [UInt8] {
    var encoder = ProtobufLogEncoder(batch)
    encoder.request()
    return encoder.finish()
  }
}
