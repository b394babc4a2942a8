import QueryEngine
import TelemetryModel
import TelemetryStorage
import Testing

struct QueryEngineTests {
  @Test func `a trace comes back whole, an unknown one is an error`() throws {
    let spans: [Span] = [.test(trace: 1, 1), .test(trace: 2, 2), .test(trace: 1, 3)]
    let engine = QueryEngine(source: InMemorySpanSource(spans, portionCount: 3))
    #expect(try engine.trace(TraceID(high: 0, low: 1)).spans == [spans[0], spans[2]])
    let error = #expect(throws: QueryError.self) { try engine.trace(TraceID(high: 0, low: 9)) }
    #expect(error?.code == .traceNotFound)
  }

  @Test func `services and operations are sorted and distinct`() throws {
    let spans: [Span] = [
      .test(name: "z", kind: .server, service: "b"), .test(name: "a", service: "b"), .test(name: "z", service: "b"),
      .test(name: "a", service: "a"), .test(name: "a", service: "B"), .test(name: "z", kind: .server, service: "b"),
    ]
    let engine = QueryEngine(source: InMemorySpanSource(spans))
    #expect(try engine.services() == ["B", "a", "b"])
    #expect(try engine.operations(service: "b").map(\.operation) == ["a", "z", "z"])
    #expect(try engine.operations(service: "b").map(\.kind) == [.internal, .internal, .server])
    #expect(try engine.operations(service: "b", kind: .server).map(\.operation) == ["z"])
    #expect(try engine.operations(service: "none").isEmpty)
  }

  @Test func `traces rank by their newest matching span, and come back with all their spans`() throws {
    let spans: [Span] = [
      .test(trace: 1, 1, start: 100, name: "hit"), .test(trace: 1, 2, start: 900, name: "miss"),
      .test(trace: 2, 3, start: 200, name: "hit"), .test(trace: 3, 4, start: 50, name: "hit"),
      .test(trace: 3, 5, start: 300, name: "hit"),
    ]
    let engine = QueryEngine(source: InMemorySpanSource(spans, portionCount: 2))
    let all = try engine.search(TraceQuery(operation: "hit"))
    #expect(all.map { $0.traceIDs[0].low } == [3, 2, 1])
    #expect(all.map(\.count) == [2, 1, 2])
    let two = try engine.search(TraceQuery(operation: "hit", limit: #require(TraceLimit(2))))
    #expect(two.map { $0.traceIDs[0].low } == [3, 2])
  }

  @Test func `traces that are too large together are read in smaller groups`() throws {
    let spans = (0..<600 as Range<UInt64>).map { Span.test(trace: $0 % 40 + 1, $0 + 1, start: $0) }
    let newestFirst: [UInt64] = (1...40).reversed()
    var limits = QueryLimits()
    for (traceCount, byteCount) in [(100, 1 << 20), (7, 1 << 20), (100, 4_000), (7, 1)] {
      limits.groupTraceCount = traceCount
      limits.groupByteCount = byteCount
      let engine = QueryEngine(source: InMemorySpanSource(spans, portionCount: 3), limits: limits)
      let found = try engine.search(TraceQuery())
      #expect(found.map { $0.traceIDs[0].low } == newestFirst)
      for trace in found { #expect(trace.spans == spans.filter { $0.traceID == trace.traceIDs[0] }) }
    }
  }

  @Test func `all predicates must hold on one and the same span`() throws {
    let spans: [Span] = [
      .test(trace: 1, 1, name: "a", attributes: [Attribute("x", .int(1))]), .test(trace: 1, 2, name: "b"),
      .test(trace: 2, 3, name: "b", attributes: [Attribute("x", .int(1))]),
    ]
    let engine = QueryEngine(source: InMemorySpanSource(spans))
    let found = try engine.search(TraceQuery(operation: "b", tags: [.init("x", "1")]))
    #expect(found.map { $0.traceIDs[0].low } == [2])
  }

  @Test func `portions that can bring nothing newer are not read`() throws {
    let spans = (0..<1000).map { Span.test(trace: UInt64($0), start: UInt64($0) * 10) }
    let source = InMemorySpanSource(spans, portionCount: 100)
    let found = try QueryEngine(source: source).search(TraceQuery(limit: #require(TraceLimit(15))))
    #expect(found.map { $0.traceIDs[0].low } == (985..<1000).reversed().map { UInt64($0) })
    #expect(source.loadCount == 2)
  }

  @Test func `a search tells the store what it needs, and asks portions rather than loading them`() throws {
    let span = Span.test(trace: 7, start: 50, duration: 20, name: "op", kind: .server, service: "shop")
    let source = SearchingSource(spans: [span])
    let query = TraceQuery(
      service: "shop", operation: "op", kind: .server, tags: [.init("error", "false")], durationNanoseconds: 5...30,
      timeRange: .test(10...90))
    #expect(try QueryEngine(source: source).traceIDs(of: query) == [span.traceID])
    let hint = try #require(source.hints.first)
    #expect(hint.operations == [.init(service: "shop", operation: "op", kind: .server)])
    #expect(hint.durationNanoseconds == 5...30)
    #expect(hint.timeRange == .test(10...90))
  }

  @Test func `a search that contradicts itself does not disturb the store`() throws {
    let source = SearchingSource(spans: [.test()])
    #expect(try QueryEngine(source: source).traceIDs(of: TraceQuery(tags: [.init("span.kind", "nonsense")])) == [])
    #expect(source.hints.isEmpty)
  }

  @Test func `a search that takes too long, finds too much or asks too much is an error`() throws {
    let spans = (1...50).map { Span.test(trace: UInt64($0)) }
    func failure(_ query: TraceQuery = TraceQuery(), _ change: (inout QueryLimits) -> Void) -> QueryError.Code? {
      var limits = QueryLimits()
      change(&limits)
      let engine = QueryEngine(source: InMemorySpanSource(spans), limits: limits)
      return #expect(throws: QueryError.self) { try engine.search(query) }?.code
    }
    #expect(failure { $0.timeout = .zero } == .deadlineExceeded)
    #expect(failure { $0.resultByteCount = 1_000 } == .resultTooLarge)
    let tags = Array(repeating: TraceQuery.Tag("k", "v"), count: QueryLimits.tagCount + 1)
    #expect(failure(TraceQuery(tags: tags)) { _ in } == .invalidQuery)
  }

  @Test func `a failing store fails every question with its own message`() {
    let source = InMemorySpanSource([.test()], failure: StoreError(.corrupt, "segment 7 is damaged"))
    let engine = QueryEngine(source: source)
    let questions: [() throws -> Void] = [
      { _ = try engine.trace(TraceID(high: 0, low: 1)) }, { _ = try engine.services() },
      { _ = try engine.operations(service: "s") }, { _ = try engine.search(TraceQuery()) },
      { try engine.export(.all) { _ in } },
    ]
    for question in questions {
      let error = #expect(throws: QueryError.self) { try question() }
      #expect(error?.code == .storage)
      #expect(error?.message == "segment 7 is damaged")
      #expect(error?.underlying?.code == .corrupt)
    }
  }

  @Test func `an export hands over the spans of its range, and ends when its consumer throws`() throws {
    let spans = (0..<100).map { Span.test(trace: UInt64($0), start: UInt64($0)) }
    let source = InMemorySpanSource(spans, portionCount: 10)
    let engine = QueryEngine(source: source)
    var exported: [Span] = []
    try engine.export(.test(15...84)) { exported += $0.spans }
    #expect(Set(exported) == Set(spans[15...84]))
    let before = source.loadCount
    #expect(throws: QueryError.self) {
      try engine.export(.all) { _ throws(QueryError) in throw QueryError(.cancelled, "gone") }
    }
    #expect(source.loadCount == before + 1)
  }
}
