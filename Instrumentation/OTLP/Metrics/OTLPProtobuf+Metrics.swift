package import TelemetryModel

extension OTLPProtobuf {
  /// Decodes an `ExportMetricsServiceRequest` (or a `MetricsData`: the same bytes). O(bytes).
  ///
  /// Points that OTLP does not allow are counted and left out; anything that is not well-formed protobuf fails as a
  /// whole. A metric without points leaves nothing behind.
  package static func decodeMetrics(_ bytes: Swift.Span<UInt8>) throws(OTLPDecodeError) -> MetricDecodeResult {
    var decoder = try ProtobufMetricDecoder(messageByteCount: bytes.count)
    try decoder.request(bytes)
    return decoder.finish()
  }

  package static func decodeMetrics(_ bytes: [UInt8]) throws(OTLPDecodeError) -> MetricDecodeResult {
    try decodeMetrics(bytes.span)
  }

  /// Encodes a batch as an `ExportMetricsServiceRequest`; decoding it gives the same rows in the same order.
  package static func encodeMetrics(_ batch: MetricBatch) -> [UInt8] {
    var encoder = ProtobufMetricEncoder(batch)
    encoder.request()
    return encoder.finish()
  }
}
