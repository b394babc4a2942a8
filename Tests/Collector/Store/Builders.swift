import TelemetryModel
import TestSupport

extension TraceID {
  static func numbered(_ number: UInt64) -> TraceID { TraceID(high: 0x5E11_0000_0000_0000 | number, low: ~number) }
}

extension Span {
  /// Span `span` of trace `trace`; everything about it follows from the arguments.
  static func stub(
    trace: UInt64, span: UInt64, service: String = "checkout", name: String = "GET /cart", start: UInt64? = nil
  ) -> Span {
    let start = start ?? (1_700_000_000_000_000_000 + trace * 1_000_000 + span * 1_000)
    return .stub(
      traceID: .numbered(trace), spanID: SpanID(rawValue: span + 1), parentSpanID: SpanID(rawValue: span), name: name,
      start: start, durationNanoseconds: min(5_000, .max - start),
      attributes: [Attribute("http.response.status_code", .int(200)), Attribute("user.id", .string("user-\(trace)"))],
      service: service)
  }

  /// The spans 0..<count of trace `trace`.
  static func stubs(trace: UInt64, count: Int, service: String = "checkout") -> [Span] {
    (0..<UInt64(count)).map { .stub(trace: trace, span: $0, service: service) }
  }
}
