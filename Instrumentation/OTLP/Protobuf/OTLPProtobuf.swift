package import TelemetryModel

/// OTLP in its binary protobuf encoding.
package enum OTLPProtobuf {
  /// Decodes an `ExportTraceServiceRequest` (or a `TracesData`: the same bytes). O(bytes).
  ///
  /// Spans with invalid IDs are counted and left out; anything that is not well-formed protobuf fails as a whole.
  package static func decodeTraces(_ bytes: Swift.Span<UInt8>) throws(OTLPDecodeError) -> OTLPDecodeResult {
    var decoder = try ProtobufTraceDecoder(messageByteCount: bytes.count)
    try decoder.request(bytes)
    return decoder.finish()
  }

  package static func decodeTraces(_ bytes: [UInt8]) throws(OTLPDecodeError) -> OTLPDecodeResult {
    try decodeTraces(bytes.span)
  }

  /// Encodes a batch as an `ExportTraceServiceRequest`; decoding it gives the same rows in the same order.
  package static func encodeTraces(_ batch: SpanBatch) -> [UInt8] {
    var encoder = ProtobufTraceEncoder(batch)
    encoder.request()
    return encoder.finish()
  }
}
