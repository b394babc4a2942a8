import TelemetryModel

extension JSONReader {
  /// A trace ID; `nil` when it is neither empty nor 32 hexadecimal digits.
  mutating func traceID(_ bytes: Bytes) throws(OTLPDecodeError) -> TraceID? {
    try hex(bytes, digitCount: 2 * TraceID.byteCount).map { TraceID(high: $0.high, low: $0.low) }
  }

  /// A span ID; `nil` when it is neither empty nor 16 hexadecimal digits.
  mutating func spanID(_ bytes: Bytes) throws(OTLPDecodeError) -> SpanID? {
    try hex(bytes, digitCount: 2 * SpanID.byteCount).map { SpanID(rawValue: $0.low) }
  }
}
