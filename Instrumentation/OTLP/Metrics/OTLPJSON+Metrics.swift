package import TelemetryModel

extension OTLPJSON {
  /// Decodes an `ExportMetricsServiceRequest` (or a `MetricsData`: the same shape), which must be a UTF-8 text. O(bytes).
  ///
  /// Rejects the same points as `OTLPProtobuf.decodeMetrics`; malformed JSON, and values that do not fit their fields,
  /// fail as a whole. Unknown members are ignored.
  package static func decodeMetrics(_ bytes: Swift.Span<UInt8>) throws(OTLPDecodeError) -> MetricDecodeResult {
    var decoder = try JSONMetricDecoder(messageByteCount: bytes.count)
    try decoder.request(bytes)
    return decoder.finish()
  }

  package static func decodeMetrics(_ bytes: [UInt8]) throws(OTLPDecodeError) -> MetricDecodeResult {
    try decodeMetrics(bytes.span)
  }

  /// Encodes a batch as one line of the OTLP/JSON file format, without the line break.
  package static func encodeMetrics(_ batch: MetricBatch) -> [UInt8] {
    var encoder = JSONMetricEncoder(batch)
    encoder.request()
    return encoder.finish()
  }
}
