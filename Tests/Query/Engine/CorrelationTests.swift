import QueryEngine
import TelemetryModel
import TelemetryStorage
import Testing

struct CorrelationTests {
  /// Log records in memory, each batch one portion.
  private struct Logs: LogSource {
    let batches: [LogBatch]

    func scanLogs(
      _ hint: LogScanHint, _ order: LogOrder, _ visit: (LogPortion) throws(StoreError) -> ScanStep
    ) throws(StoreError) {
      for batch in batches { _ = try visit(LogPortion(times: .all) { () throws(StoreError) in batch }) }
    }
  }

  private func span(
    _ trace: UInt64, _ id: UInt64, _ attributes: [Attribute] = [], linksTo: [UInt64] = []
  ) -> Span {
    Span(
      traceID: TraceID(high: 9, low: trace), spanID: SpanID(rawValue: id), name: "work",
      startTime: Timestamp(nanoseconds: trace * 1_000), endTime: Timestamp(nanoseconds: trace * 1_000 + 10),
      attributes: attributes,
      links: linksTo.map { SpanLink(traceID: TraceID(high: 9, low: $0), spanID: SpanID(rawValue: 1)) },
      resource: Resource(attributes: [Attribute("service.name", .string("shop"))]))
  }

  private func engine(_ spans: [Span], _ logs: [LogRecord] = [], limits: QueryLimits = QueryLimits()) -> QueryEngine {
    QueryEngine(source: InMemorySpanSource(spans), logs: Logs(batches: [LogBatch(logs)]), limits: limits)
  }

  private func traces(_ found: Correlated) -> Set<UInt64> { Set(found.traces.map { $0.traceIDs[0].low }) }

  @Test func `one business ID ties all traces that carry it, under any of the keys`() throws {
    let engine = engine([
      span(1, 1, [Attribute("correlation.id", .string("order-7"))]), span(1, 2),
      span(2, 3, [Attribute("x-request-id", .string("order-7"))]),
      span(3, 4, [Attribute("http.request.header.x-correlation-id", .array([.string("order-7")]))]),
      span(4, 5, [Attribute("correlation.id", .string("order-8"))]),
      span(5, 6, [Attribute("note", .string("order-7"))]),
    ])
    let found = try engine.correlated(with: "order-7")
    #expect(traces(found) == [1, 2, 3])
    #expect(found.traces.reduce(0) { $0 + $1.count } == 4, "traces come whole")
    #expect(!found.isCutShort)
  }

  @Test func `a trace ID is a correlation ID, and links are followed both ways`() throws {
    let engine = engine([
      span(1, 1), span(2, 2, linksTo: [1]), span(3, 3, linksTo: [2]), span(4, 4, linksTo: [3]), span(5, 5),
      span(6, 6, linksTo: [5]),
    ])
    #expect(traces(try engine.correlated(with: "\(TraceID(high: 9, low: 2))")) == [1, 2, 3, 4])
    #expect(traces(try engine.correlated(with: "\(TraceID(high: 9, low: 1))")) == [1, 2, 3], "two links far")
  }

  @Test func `logs come by the trace, and by the ID itself, each once and oldest first`() throws {
    let trace = TraceID(high: 9, low: 1)
    let engine = engine(
      [span(1, 1, [Attribute("correlation.id", .string("order-7"))])],
      [
        LogRecord(
          time: Timestamp(nanoseconds: 30), body: .string("both"),
          attributes: [
            Attribute("correlation.id", .string("order-7"))
          ], traceID: trace),
        LogRecord(
          time: Timestamp(nanoseconds: 10), body: .string("by trace"),
          attributes: [
            Attribute("trace_id", .string("\(trace)"))
          ]),
        LogRecord(
          time: Timestamp(nanoseconds: 20), body: .string("by ID"),
          attributes: [
            Attribute("correlation_id", .string("order-7"))
          ]),
        LogRecord(time: Timestamp(nanoseconds: 5), body: .string("other"), traceID: TraceID(high: 9, low: 2)),
      ])
    let found = try engine.correlated(with: "order-7")
    #expect(Set(found.logs.records.map(\.body)) == [.string("both"), .string("by trace"), .string("by ID")])
    #expect(found.logs.count == 3)
    #expect(try engine.correlated(with: "order-9").isEmpty)
  }

  @Test func `equal records that were sent together all count, those that were sent again do not`() throws {
    let line = LogRecord(
      time: Timestamp(nanoseconds: 1), body: .string("twice"),
      attributes: [
        Attribute("correlation.id", .string("order-7"))
      ])
    let source = InMemorySpanSource([])
    let once = QueryEngine(source: source, logs: Logs(batches: [LogBatch([line]), LogBatch([line])]))
    #expect(try once.correlated(with: "order-7").logs.count == 1)
    let twice = QueryEngine(source: source, logs: Logs(batches: [LogBatch([line]), LogBatch([line, line])]))
    #expect(try twice.correlated(with: "order-7").logs.count == 2)
  }

  @Test func `an ID that ties too much is cut short, and says so`() throws {
    var limits = QueryLimits()
    limits.correlatedTraceCount = 3
    let spans = (1...5).map { span($0, $0, [Attribute("correlation.id", .string("tenant"))]) }
    let found = try engine(spans, limits: limits).correlated(with: "tenant")
    #expect(traces(found) == [3, 4, 5])
    #expect(found.isCutShort)
  }
}
