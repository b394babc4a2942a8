import TelemetryModel

/// Spans as services send them that put IDs where names belong: no name, no value and one key in three occur twice.
struct HostileSpans {
  private static let start: UInt64 = 1_700_000_000_000_000_000
  private static let traceSpanCount = 4
  /// Spans that come from one instance.
  private static let instanceSpanCount = 256

  private var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(state: seed) }

  func spans(_ count: Int) -> [Span] {
    var copy = self
    var traceID = TraceID.invalid
    var parent = SpanID.none
    return (0..<count).map { index in
      if index % Self.traceSpanCount == 0 {
        traceID = TraceID(high: copy.random.next(), low: copy.random.next())
        parent = .none
      }
      let span = copy.span(index, in: traceID, below: parent)
      parent = span.spanID
      return span
    }
  }

  private mutating func span(_ index: Int, in traceID: TraceID, below parent: SpanID) -> Span {
    func id(_ use: Int) -> String { LoadText.number(8 * index + use) }
    let start = Self.start + UInt64(index) * 100_000
    return Span(
      traceID: traceID, spanID: SpanID(rawValue: random.next() | 1), parentSpanID: parent, flags: 0x101,
      name: "GET /orders/\(id(0))/items/\(id(1))", kind: parent == .none ? .server : .client,
      startTime: Timestamp(nanoseconds: start),
      endTime: Timestamp(nanoseconds: start + 50_000 + random.next(below: 5_000_000)),
      attributes: [
        Attribute("order.\(id(0))", .string("open")), Attribute("session.id", .string(id(2))),
        Attribute("url.full", .string("https://shop.example/orders/\(id(0))?token=\(id(3))")),
        Attribute("db.query.text", .string("SELECT * FROM orders WHERE id = '\(id(0))' AND user = '\(id(4))'")),
        Attribute("http.response.status_code", .int(200)),
      ],
      resource: Resource(attributes: [
        Attribute("service.name", .string("hostile")),
        Attribute("service.instance.id", .string("pod-\(LoadText.number(-1 - index / Self.instanceSpanCount))")),
      ]),
      scope: InstrumentationScope(name: "load"))
  }
}
