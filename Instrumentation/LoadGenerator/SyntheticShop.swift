package import TelemetryModel

/// A seeded imitation of a web shop's traffic, for benchmarks that need no file.
///
/// Requests are batches of finished spans of one service instance each, as SDKs send them. Traces have about 20 spans
/// over eight services, with about ten attributes a span, of which some repeat, some are numbers, and some are unique.
package struct SyntheticShop: Sendable {
  private struct Call: Sendable {
    let service: String
    let operation: String
    let kind: SpanKind
    /// The median of the time it takes by itself, in microseconds.
    let ownMicroseconds: Double
    let calls: [Call]
  }

  private static let podsPerService = 3
  private static let startSeconds: UInt64 = 1_700_000_000
  private static let errorShare = 0.01

  private var random: SplitMix64

  package init(seed: UInt64) { random = SplitMix64(state: seed) }

  /// Requests that hold exactly `spanCount` spans together.
  package mutating func requests(spanCount: Int, batchSpanCount: Int) -> [SpanBatch] {
    var open: [String: SpanBatch] = [:]
    var requests: [SpanBatch] = []
    var made = 0
    var now = Self.startSeconds * 1_000_000_000
    while made < spanCount {
      now += UInt64(random.next(below: 4_000_000))
      for span in trace(at: now).prefix(spanCount - made) {
        made += 1
        let pod = Self.pod(of: span)
        open[pod, default: SpanBatch()].append(span)
        if open[pod]?.count == batchSpanCount, let batch = open.removeValue(forKey: pod) {
          requests.append(batch)
        }
      }
    }
    return requests + open.sorted { $0.key < $1.key }.map(\.value)
  }

  private static func pod(of span: Span) -> String {
    guard case .string(let pod) = span.resource.attributes.last?.value else { return "" }
    return pod
  }

  /// The spans of one trace, in the order in which they end.
  private mutating func trace(at start: UInt64) -> [Span] {
    let id = TraceID(high: random.next(), low: random.next())
    let customer = "customer-\(random.next(below: 20_000))"
    var spans: [Span] = []
    let root = Self.entryPoints[Int(random.next(below: UInt64(Self.entryPoints.count)))]
    _ = run(root, in: id, below: .none, at: start, for: customer, &spans)
    return spans
  }

  /// Adds the spans of a call and returns when it ended.
  private mutating func run(
    _ call: Call, in trace: TraceID, below parent: SpanID, at start: UInt64, for customer: String,
    _ spans: inout [Span]
  ) -> UInt64 {
    let id = SpanID(rawValue: random.next() | 1)
    var now = start + microseconds(around: call.ownMicroseconds / 2)
    for callee in call.calls { now = run(callee, in: trace, below: id, at: now, for: customer, &spans) }
    let end = now + microseconds(around: call.ownMicroseconds / 2)
    let failed = random.nextUnit() < Self.errorShare
    let pod = "\(call.service)-\(random.next(below: UInt64(Self.podsPerService)))"
    spans.append(
      Span(
        traceID: trace, spanID: id, parentSpanID: parent, flags: 0x101, name: call.operation, kind: call.kind,
        startTime: Timestamp(nanoseconds: start), endTime: Timestamp(nanoseconds: end),
        attributes: attributes(of: call, for: customer, failed: failed),
        events: failed ? [exception(at: end)] : [],
        status: failed ? SpanStatus(.error, message: "upstream failed") : SpanStatus(),
        resource: Resource(attributes: [
          Attribute("service.name", .string(call.service)), Attribute("service.version", .string("1.4.0")),
          Attribute("deployment.environment.name", .string("production")),
          Attribute("telemetry.sdk.language", .string("swift")), Attribute("service.instance.id", .string(pod)),
        ]),
        scope: InstrumentationScope(name: "shop.\(call.service)", version: "2.1.0")))
    return end
  }

  private mutating func attributes(of call: Call, for customer: String, failed: Bool) -> [Attribute] {
    let common = [
      Attribute("enduser.id", .string(customer)), Attribute("thread.id", .int(Int64(random.next(below: 64)))),
      Attribute("thread.name", .string("worker-\(random.next(below: 64))")),
      Attribute("network.peer.address", .string("10.0.\(random.next(below: 4)).\(random.next(below: 250))")),
    ]
    if call.kind == .client && call.calls.isEmpty {
      return common + [
        Attribute("db.system.name", .string("postgresql")), Attribute("db.namespace", .string(call.service)),
        Attribute("db.operation.name", .string("SELECT")),
        Attribute(
          "db.query.text", .string("SELECT * FROM \(call.service) WHERE id = \(random.next(below: 1_000_000))")),
        Attribute("db.response.returned_rows", .int(Int64(random.next(below: 50)))),
      ]
    }
    return common + [
      Attribute("http.request.method", .string("GET")), Attribute("http.route", .string(call.operation)),
      Attribute("http.response.status_code", .int(failed ? 500 : 200)),
      Attribute("url.path", .string("/\(call.service)/\(random.next(below: 100_000))")),
      Attribute("http.response.body.size", .int(Int64(random.next(below: 40_000)))),
      Attribute("server.port", .int(8_080)),
    ]
  }

  private func exception(at end: UInt64) -> SpanEvent {
    SpanEvent(
      time: Timestamp(nanoseconds: end), name: "exception",
      attributes: [
        Attribute("exception.type", .string("UpstreamError")),
        Attribute("exception.message", .string("connection reset by peer")),
      ])
  }

  /// Half to half as much again of the median, in nanoseconds, with a long tail.
  private mutating func microseconds(around median: Double) -> UInt64 {
    let tail = random.nextUnit() < 0.02 ? 8.0 : 1.0
    return UInt64(median * 1_000 * (0.5 + random.nextUnit()) * tail)
  }

  private static func query(_ service: String) -> Call {
    Call(service: service, operation: "SELECT \(service)", kind: .client, ownMicroseconds: 900, calls: [])
  }

  private static func server(_ service: String, _ operation: String, _ calls: [Call]) -> Call {
    Call(service: service, operation: operation, kind: .server, ownMicroseconds: 1_500, calls: calls)
  }

  private static func client(_ service: String, _ target: Call) -> Call {
    Call(service: service, operation: target.operation, kind: .client, ownMicroseconds: 400, calls: [target])
  }

  private static let catalog = server("catalog", "GET /items/{id}", [query("catalog"), query("catalog")])
  private static let users = server("users", "GET /users/{id}", [query("users")])
  private static let payments = server("payments", "POST /charges", [query("payments"), query("payments")])
  private static let shipping = server("shipping", "POST /parcels", [query("shipping")])

  private static let entryPoints = [
    server(
      "gateway", "GET /items/{id}",
      [client("gateway", users), client("gateway", catalog), client("gateway", catalog)]),
    server(
      "gateway", "POST /orders",
      [
        client("gateway", users),
        client(
          "gateway",
          server(
            "orders", "POST /orders",
            [
              query("orders"), client("orders", catalog), client("orders", payments), client("orders", shipping),
              query("orders"),
            ])),
      ]),
    server("gateway", "GET /cart", [client("gateway", users), client("gateway", catalog)]),
  ]
}
