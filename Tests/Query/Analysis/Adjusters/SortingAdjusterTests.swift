import TelemetryModel
import Testing
import TraceAnalysis

struct SortingAdjusterTests {
  private let shuffled = [Attribute("b", .int(2)), Attribute("c", .bool(true)), Attribute("a", .string("x"))]
  private let sorted = [Attribute("a", .string("x")), Attribute("b", .int(2)), Attribute("c", .bool(true))]

  private func adjusted(_ spans: [Span]) -> [Span] {
    var trace = AdjustedTrace(SpanBatch(spans))
    SortingAdjuster().adjust(&trace)
    return trace.batch.spans
  }

  @Test func `attributes are sorted by key everywhere`() {
    var span = Span.test(
      1, resource: shuffled, attributes: shuffled,
      events: [SpanEvent(time: .test(1), name: "e", attributes: shuffled)],
      links: [SpanLink(traceID: TraceID(high: 1, low: 1), spanID: SpanID(rawValue: 1), attributes: shuffled)])
    span.scope.attributes = shuffled
    let result = adjusted([span, span])
    #expect(result[0] == result[1])
    #expect(result[1].attributes == sorted)
    #expect(result[1].resource.attributes == sorted)
    #expect(result[1].scope.attributes == sorted)
    #expect(result[1].events[0].attributes == sorted)
    #expect(result[1].links[0].attributes == sorted)
  }

  @Test func `events are sorted by time, those of one moment keep their order, each with its attributes`() {
    let events = [(5, "late"), (1, "z"), (1, "a"), (3, "mid")].map { time, name in
      SpanEvent(time: .test(time), name: name, attributes: [Attribute("name", .string(name))])
    }
    let result = adjusted([.test(1), .test(2, events: events), .test(3, events: Array(events.prefix(1)))])
    #expect(result[1].events == [events[1], events[2], events[3], events[0]])
    #expect(result[2].events == [events[0]])
  }

  @Test func `keys sort by their bytes, and repeated keys keep their order`() {
    let list = [Attribute("é", .int(1)), Attribute("k", .int(2)), Attribute("Z", .int(3)), Attribute("k", .int(1))]
    #expect(adjusted([.test(1, attributes: list)])[0].attributes == [list[2], list[1], list[3], list[0]])
  }
}
