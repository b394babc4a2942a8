package import TelemetryModel

/// OTLP in its JSON encoding: protobuf's JSON mapping with hexadecimal IDs and numeric enums.
package enum OTLPJSON {
  /// Decodes an `ExportTraceServiceRequest` (or a `TracesData`: the same shape), which must be a UTF-8 text. O(bytes).
  ///
  /// Spans with invalid IDs are counted and left out; malformed JSON, and values that do not fit their fields, fail as
  /// a whole. Unknown members are ignored.
  package static func decodeTraces(_ bytes: Swift.Span<UInt8>) throws(OTLPDecodeError) -> OTLPDecodeResult {
    var decoder = try JSONTraceDecoder(messageByteCount: bytes.count)
    try decoder.request(bytes)
    return decoder.finish()
  }

  package static func decodeTraces(_ bytes: [UInt8]) throws(OTLPDecodeError) -> OTLPDecodeResult {
    try decodeTraces(bytes.span)
  }

  /// Encodes a batch as one line of the OTLP/JSON file format, without the line break.
  package static func encodeTraces(_ batch: SpanBatch) -> [UInt8] {
    var encoder = JSONTraceEncoder(batch)
    encoder.request()
    return encoder.finish()
  }
}
