import TelemetryModel
import TestSupport

/// Spans of a few services over a quarter of an hour.
enum RedSpans {
  static func make(seed: UInt64, count: Int) -> [Span] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in generator.span() }
  }

  /// A request to `front`, which calls `cart`.
  static func call(trace: UInt64, isError: Bool) -> [Span] {
    let kinds: [(SpanKind, String)] = [(.server, "front"), (.client, "front"), (.server, "cart")]
    return kinds.enumerated().map { index, kind in
      .stub(
        traceID: TraceID(high: 9, low: trace), spanID: SpanID(rawValue: UInt64(index + 1)),
        parentSpanID: SpanID(rawValue: UInt64(index)), name: "call", kind: kind.0, start: 1_700_000_000_000_000_000,
        durationNanoseconds: 1_000_000, attributes: [],
        status: SpanStatus(isError && index == 2 ? .error : .unset), service: kind.1)
    }
  }
}

extension SeededGenerator {
  fileprivate mutating func span() -> Span {
    let statuses: [[Attribute]] = [
      [], [Attribute("http.response.status_code", .int(200))], [Attribute("http.response.status_code", .int(404))],
      [Attribute("http.response.status_code", .int(503))], [Attribute("error.type", .string("timeout"))],
    ]
    return .stub(
      traceID: TraceID(high: next(), low: next()), spanID: SpanID(rawValue: next() | 1), parentSpanID: .none,
      name: "operation \(number(0...2))", kind: pick([.server, .client, .internal]),
      start: 1_700_000_000_000_000_000 + next() % 900_000_000_000,
      durationNanoseconds: isOne(in: 10) ? 0 : (next() >> 20) >> (next() % 44), attributes: pick(statuses),
      status: SpanStatus(isOne(in: 10) ? .error : .unset), service: pick(["shop", "cart", "pay"]))
  }
}
