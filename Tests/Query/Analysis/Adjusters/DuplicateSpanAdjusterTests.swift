import TelemetryModel
import Testing
import TraceAnalysis

struct DuplicateSpanAdjusterTests {
  private func adjusted(_ spans: [Span]) -> [Span] {
    var trace = AdjustedTrace(SpanBatch(spans))
    DuplicateSpanAdjuster().adjust(&trace)
    return trace.batch.spans
  }

  private let original = Span.test(
    1, attributes: [Attribute("k", .array([.int(1)]))], events: [SpanEvent(time: .test(1), name: "e")],
    links: [SpanLink(traceID: TraceID(high: 1, low: 1), spanID: SpanID(rawValue: 2))])

  @Test func `a span that equals an earlier one is dropped`() {
    #expect(adjusted([original, .test(2), original, original]) == [original, .test(2)])
  }

  @Test func `spans that differ in any one field are all kept`() {
    var variants = Array(repeating: original, count: 17)
    variants[1].parentSpanID = SpanID(rawValue: 8)
    variants[2].traceState = "a=b"
    variants[3].flags = 1
    variants[4].kind = .server
    variants[5].attributes = [Attribute("k", .array([.int(2)]))]
    variants[6].droppedAttributesCount = 1
    variants[7].droppedEventsCount = 1
    variants[8].droppedLinksCount = 1
    variants[9].status = SpanStatus(.error)
    variants[10].status = SpanStatus(.unset, message: "m")
    variants[11].events[0].name = "other"
    variants[12].links[0].flags = 3
    variants[13].resource.schemaURL = "u"
    variants[14].resource.entityReferences = [EntityReference(type: "host")]
    variants[15].scope.version = "2"
    variants[16].events.append(SpanEvent(time: .test(1), name: "e"))
    #expect(adjusted(variants) == variants)
    #expect(adjusted(variants + variants.reversed()) == variants)
  }

  @Test func `warnings stay with their spans when rows before them go`() {
    var trace = AdjustedTrace(SpanBatch([original, original, .test(2)]))
    trace.warn("of the second", row: 2)
    DuplicateSpanAdjuster().adjust(&trace)
    #expect(trace.warnings == [1: ["of the second"]])
  }

  @Test func `equal resources that a batch holds twice do not hide a duplicate`() {
    let others = (0..<40).map { Span.test(UInt64(100 + $0), resource: [Attribute("host", .int(Int64($0)))]) }
    #expect(adjusted([original] + others + [original]) == [original] + others)
  }
}
