import TelemetryModel
import TestSupport

/// Random traces of a few services whose spans call one another in every way that rollups know.
enum RandomTraces {
  static func make(seed: UInt64, traceCount: Int) -> [Span] {
    var generator = SeededGenerator(seed: seed)
    var spans: [Span] = []
    for _ in 0..<traceCount { generator.appendTrace(to: &spans) }
    return spans
  }

  fileprivate static let peers: [[Attribute]] = [
    [], [Attribute("db.system.name", .string("postgresql"))],
    [
      Attribute("db.system", .string("redis")), Attribute("net.peer.name", .string("cache")),
      Attribute("db.name", .string("sessions")),
    ],
    [Attribute("db.query.text", .string("SELECT 1"))],
    [Attribute("peer.service", .string("bank")), Attribute("server.address", .string("10.0.0.1"))],
    [Attribute("server.address", .empty), Attribute("server.address", .string("example.com"))],
    [Attribute("rpc.service", .string("shop.Cart"))], [Attribute("rpc.method", .string("shop.Cart/Add"))],
    [Attribute("rpc.method", .string("/Add"))], [Attribute("messaging.destination.name", .string("orders"))],
    [Attribute("network.peer.address", .string("10.1.2.3"))], [Attribute("peer.service", .int(7))],
  ]

  fileprivate static let statuses: [[Attribute]] = [
    [], [], [Attribute("http.response.status_code", .int(200))], [Attribute("http.status_code", .string("503"))],
    [Attribute("http.response.status_code", .int(404)), Attribute("http.status_code", .int(500))],
    [Attribute("http.response.status_code", .int(600))], [Attribute("http.response.status_code", .string("5xx"))],
    [Attribute("error.type", .string("timeout"))], [Attribute("error.type", .empty)],
  ]
}

extension SeededGenerator {
  fileprivate mutating func appendTrace(to spans: inout [Span]) {
    let traceID = TraceID(high: next(), low: next())
    let first = spans.count
    let start = 1_700_000_000_000_000_000 + next() % 300_000_000_000
    for _ in 0..<number(1...30) {
      var parent = SpanID.none
      if spans.count > first, !isOne(in: 8) { parent = spans[number(first...spans.count - 1)].spanID }
      if isOne(in: 20) { parent = SpanID(rawValue: next()) }
      var id = SpanID(rawValue: next() | 1)
      if parent.isValid, isOne(in: 8) { id = parent }
      let kinds: [SpanKind] = [.server, .client, .client, .producer, .consumer, .internal]
      let links = isOne(in: 3) && !spans.isEmpty ? (0..<number(1...4)).map { _ in link(to: pick(spans)) } : []
      spans.append(
        .stub(
          traceID: traceID, spanID: id, parentSpanID: parent, name: "operation \(number(0...5))", kind: pick(kinds),
          start: start + next() % 100_000_000_000,
          durationNanoseconds: isOne(in: 10) ? 0 : (next() >> 8) >> (next() % 64),
          attributes: pick(RandomTraces.peers) + pick(RandomTraces.statuses), links: links,
          status: SpanStatus(isOne(in: 10) ? .error : .unset), service: pick(["shop", "cart", "pay", "mail"])))
    }
  }

  private mutating func link(to span: Span) -> SpanLink {
    SpanLink(traceID: span.traceID, spanID: span.spanID)
  }
}
