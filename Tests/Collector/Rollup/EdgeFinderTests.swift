import Rollups
import TelemetryModel
import TestSupport
import Testing

@Suite("Edges between services")
struct EdgeTests {
  /// The edges of spans of one trace, as "caller > callee link calls/errors", sorted.
  private func edges(_ spans: Span...) -> [String] {
    var builder = RollupBuilder()
    builder.add(SpanBatch(spans))
    return PlainRollup(builder.finish()).edges.map { edge, figures in
      "\(edge.caller) > \(edge.callee) \(edge.link) \(figures.durations.count)/\(figures.errorCount)"
    }.sorted()
  }

  private func span(
    _ id: UInt64, below parent: UInt64 = 0, _ service: String, _ kind: SpanKind, _ attributes: [Attribute] = [],
    links: [SpanLink] = [], failed: Bool = false
  ) -> Span {
    .stub(
      spanID: SpanID(rawValue: id), parentSpanID: SpanID(rawValue: parent), kind: kind, attributes: attributes,
      links: links, status: SpanStatus(failed ? .error : .unset), service: service)
  }

  @Test("lead from a client span to the server span below it, and from the user to a server without parent")
  func remoteCalls() {
    #expect(
      edges(
        span(1, "shop", .server), span(2, below: 1, "shop", .client, failed: true), span(3, below: 2, "cart", .server),
        span(4, below: 1, "shop", .client), span(5, below: 4, "cart", .server))
        == ["shop > cart rpc 2/1", "user > shop virtual 1/0"])
  }

  @Test("do not lead from a service to itself, unless by messages")
  func withinAService() {
    #expect(edges(span(1, "shop", .client), span(2, below: 1, "shop", .server)) == [])
    #expect(
      edges(span(1, "shop", .producer), span(2, below: 1, "shop", .consumer)) == ["shop > shop messaging 1/0"])
  }

  @Test("are found where both halves of a call share their ID")
  func sharedIDs() {
    #expect(
      edges(span(2, below: 1, "shop", .client), span(2, below: 1, "cart", .server)) == ["shop > cart rpc 1/0"])
  }

  @Test("lead from a producer to a consumer by parent or by link, once for each producer")
  func messages() {
    let trace = TraceID(high: 0, low: 1)
    let links = [2, 2, 3].map { SpanLink(traceID: trace, spanID: SpanID(rawValue: $0)) }
    #expect(
      edges(
        span(2, "shop", .producer), span(3, "cart", .producer, failed: true),
        span(4, below: 2, "mail", .consumer, links: links))
        == ["cart > mail messaging 1/1", "shop > mail messaging 1/0"])
  }

  @Test("lead to databases by system, namespace and address")
  func databases() {
    let attributes = [
      Attribute("db.system.name", .string("postgresql")), Attribute("db.namespace", .string("orders")),
      Attribute("server.address", .string("db1")),
    ]
    #expect(edges(span(1, "shop", .client, attributes)) == ["shop > postgresql:orders@db1 database 1/0"])
    #expect(
      edges(span(1, "shop", .client, [Attribute("db.system", .string("redis"))])) == ["shop > redis database 1/0"])
    #expect(
      edges(span(1, "shop", .client, [Attribute("db.query.text", .string("?"))])) == ["shop > database database 1/0"])
  }

  @Test("count a call once: a database that sends spans is a service")
  func tracedDatabases() {
    let attributes = [Attribute("db.system.name", .string("proxy"))]
    #expect(
      edges(span(1, "shop", .client, attributes), span(2, below: 1, "proxy", .server)) == ["shop > proxy rpc 1/0"])
  }

  @Test("lead to whom a client names when nobody answers with spans")
  func silentPeers() {
    func edge(_ key: String, _ value: String) -> [String] {
      edges(span(1, "shop", .client, [Attribute(key, .string(value))]))
    }
    #expect(edge("peer.service", "bank") == ["shop > bank virtual 1/0"])
    #expect(edge("net.peer.name", "bank.example") == ["shop > bank.example virtual 1/0"])
    #expect(edge("rpc.method", "bank.Accounts/Debit") == ["shop > bank.Accounts virtual 1/0"])
    #expect(edge("messaging.destination.name", "orders") == ["shop > orders virtual 1/0"])
    #expect(edge("thread.name", "main") == [])
  }
}
