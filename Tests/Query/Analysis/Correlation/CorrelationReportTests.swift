import TelemetryModel
import Testing
import TraceAnalysis

struct CorrelationReportTests {
  private func span(
    _ trace: UInt64, _ id: UInt64, under parent: UInt64 = 0, _ times: ClosedRange<UInt64>, _ service: String,
    name: String = "work", kind: SpanKind = .internal, links: [SpanLink] = [], failed: Bool = false
  ) -> Span {
    var span = Span.test(
      id, under: parent, times, name: name, kind: kind,
      resource: [Attribute("service.name", .string(service)), Attribute("host.name", .string("one"))], links: links)
    span.traceID = TraceID(high: 1, low: trace)
    if failed { span.status = SpanStatus(.error, message: "no") }
    return span
  }

  private func log(_ time: UInt64, _ service: String, trace: UInt64 = 0, span: UInt64 = 0) -> LogRecord {
    LogRecord(
      time: .test(time), traceID: trace == 0 ? .invalid : TraceID(high: 1, low: trace),
      spanID: span == 0 ? .none : SpanID(rawValue: span),
      resource: Resource(attributes: [Attribute("service.name", .string(service))]))
  }

  private func report(_ traces: [[Span]], _ logs: [LogRecord] = []) -> CorrelationReport {
    var batch = LogBatch()
    for log in logs { batch.append(log) }
    return CorrelationReport(traces: traces.map { SpanBatch($0) }, logs: batch, maximumClockSkewNanoseconds: 0)
  }

  @Test func `a trace comes after the one that it links to, whatever the clocks say`() {
    let link = SpanLink(traceID: TraceID(high: 1, low: 1), spanID: SpanID(rawValue: 1))
    let report = report([
      [span(2, 7, 0...50, "shipping", kind: .consumer, links: [link])], [span(1, 1, 10...90, "orders")],
    ])
    #expect(report.traces.map(\.id.low) == [1, 2])
    #expect(report.joins.map { [$0.cause, $0.causeNode, $0.effect, $0.effectNode] } == [[0, 0, 1, 0]])
  }

  @Test func `traces that link to each other in a circle are all there`() {
    let first = SpanLink(traceID: TraceID(high: 1, low: 1), spanID: SpanID(rawValue: 1))
    let second = SpanLink(traceID: TraceID(high: 1, low: 2), spanID: SpanID(rawValue: 99))
    let report = report([
      [span(2, 2, 10...50, "b", links: [first])], [span(1, 1, 0...90, "a", links: [second])],
    ])
    #expect(report.traces.map(\.id.low) == [1, 2])
    #expect(report.joins.map(\.causeNode) == [nil, 0])
  }

  @Test func `figures are exact, by service for its requests and by operation for all spans`() throws {
    let report = report([
      [
        span(1, 1, 0...100, "gateway", kind: .server), span(1, 2, under: 1, 10...30, "gateway", kind: .client),
        span(1, 3, under: 2, 12...28, "orders", kind: .server, failed: true),
        span(1, 4, under: 1, 40...80, "gateway", kind: .client),
        span(1, 5, under: 4, 45...75, "orders", kind: .server),
      ]
    ])
    let orders = try #require(report.services["orders"])
    #expect(orders.count == 2 && orders.errorCount == 1)
    #expect(orders.quantile(0.5) == 16 && orders.quantile(0.95) == 30 && orders.longest == 30)
    #expect(orders.criticalNanoseconds == 46)
    #expect(report.services["gateway"]?.count == 1)
    #expect(report.services["gateway"]?.criticalNanoseconds == 54)
    #expect(report.criticalNanoseconds == 100)
    let client = CorrelationReport.Operation(service: "gateway", name: "work", kind: .client)
    #expect(report.operations[client]?.count == 2)
  }

  @Test func `logs find their spans, and who only logged is named`() {
    let report = report(
      [[span(1, 1, 0...100, "gateway"), span(1, 2, under: 1, 10...30, "orders")]],
      [
        log(20, "orders", trace: 1, span: 2), log(5, "gateway", trace: 1, span: 1), log(7, "audit", trace: 1, span: 77),
        log(6, "mail"),
      ])
    #expect(report.logPlaces.map(\.row) == [1, 3, 2, 0])
    #expect(report.logPlaces.map(\.trace) == [0, nil, 0, 0])
    #expect(report.logPlaces.map(\.node) == [0, nil, nil, 1])
    #expect(report.silentServices == ["audit", "mail"])
  }

  @Test func `missing parents, failures and retries are found`() {
    let report = report([
      [
        span(1, 1, 0...100, "gateway", kind: .server),
        span(1, 2, under: 1, 10...20, "gateway", name: "GET", kind: .client, failed: true),
        span(1, 3, under: 1, 30...40, "gateway", name: "GET", kind: .client),
        span(1, 9, under: 55, 12...13, "lost"),
      ]
    ])
    let trace = report.traces[0]
    #expect(trace.orphans.map(trace.service) == ["lost"])
    #expect(trace.failureOrigins.map(\.isHandled) == [true])
    #expect(trace.retries.map(\.attempts.count) == [2])
  }
}
