import TelemetryModel
import Testing
import TraceAnalysis

struct StandardAdjustersTests {
  @Test func `a resent shared call in another attribute order is adjusted to one call`() {
    let attributes = [Attribute("b", .int(1)), Attribute("a", .int(2))]
    let spans: [Span] = [
      .test(1, kind: .client), .test(1, 10...20, kind: .server, attributes: attributes),
      .test(1, 10...20, kind: .server, attributes: attributes.reversed()), .test(1, kind: .client),
    ]
    let trace = AdjustedTrace(adjusting: SpanBatch(spans))
    #expect(trace.batch.spanIDs.map(\.rawValue) == [1, 2])
    #expect(trace.warnings.isEmpty)
  }

  @Test func `a trace of 10,000 spans is adjusted row by row`() {
    let spans = (1...10_000).map { (id: UInt64) in
      Span.test(
        id, under: id / 2, id...(id + 50), attributes: [Attribute("z", .int(1)), Attribute("ip", .int(Int64(id)))])
    }
    let trace = AdjustedTrace(adjusting: SpanBatch(spans + spans))
    #expect(trace.batch.count == 10_000)
    #expect(trace.batch.span(at: 9_999).attributes == [Attribute("ip", .string("0.0.39.16")), Attribute("z", .int(1))])
  }
}
