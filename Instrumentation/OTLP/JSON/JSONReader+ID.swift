import TelemetryModel

extension JSONReader {
  /// A trace ID; `nil` when it is neither empty nor 32 hexadecimal digits.
  mutating func traceID(_ bytes: Bytes) throws(OTLPDecodeError) -> TraceID? {
    let digitCount = 2 * TraceID.byteCount
    return try hex(bytes, digitCounts: digitCount...digitCount).map { TraceID(high: $0.high, low: $0.low) }
  }

  /// A span ID; `nil` when it is neither empty nor 16 hexadecimal digits.
  mutating func spanID(_ bytes: Bytes) throws(OTLPDecodeError) -> SpanID? {
    let digitCount = 2 * SpanID.byteCount
    return try hex(bytes, digitCounts: digitCount...digitCount).map { SpanID(rawValue: $0.low) }
  }
}
