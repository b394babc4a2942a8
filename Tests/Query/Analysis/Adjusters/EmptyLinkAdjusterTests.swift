import TelemetryModel
import Testing
import TraceAnalysis

struct EmptyLinkAdjusterTests {
  @Test func `links without a trace ID are removed with a warning, others stay with their spans`() {
    let good = SpanLink(traceID: TraceID(high: 1, low: 2), spanID: SpanID(rawValue: 3))
    let bad = SpanLink(traceID: .invalid, spanID: SpanID(rawValue: 3))
    var trace = AdjustedTrace(
      SpanBatch([.test(1, links: [bad, good, bad]), .test(2, links: [good]), .test(3), .test(4, links: [bad])]))
    EmptyLinkAdjuster().adjust(&trace)
    #expect(trace.batch.spans.map(\.links) == [[good], [good], [], []])
    let warning = "Invalid span link removed"
    #expect(trace.warnings == [0: [warning, warning], 3: [warning]])
  }
}
