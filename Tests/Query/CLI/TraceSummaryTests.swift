import TelemetryModel
import TestSupport
import Testing
import skein

struct TraceSummaryTests {
  @Test("A trace is summed up as one line of JSON")
  func json() {
    let start: UInt64 = 1_700_000_000_000_000_000
    let trace = SpanBatch([
      .stub(
        spanID: SpanID(rawValue: 2), parentSpanID: SpanID(rawValue: 1), name: "query", start: start + 5, service: "db"),
      .stub(
        spanID: SpanID(rawValue: 1), name: "GET \"/\"\n", start: start, durationNanoseconds: 2_000_000,
        status: SpanStatus(.error)),
    ])
    let json = String(decoding: TraceSummary(trace).json, as: UTF8.self)
    #expect(
      json == """
        {"traceId":"00000000000000000000000000000001","rootService":"shop","rootOperation":"GET \\"/\\"\\n",\
        "startTimeUnixNano":"1700000000000000000","durationNano":"2000000","spanCount":2,"errorCount":1,\
        "services":["db","shop"]}
        """)
  }

  @Test("Spans of several traces are told apart, in the order of their first spans")
  func grouping() {
    let ids = [3, 1, 3, 2, 1].map { TraceID(high: 0, low: $0) }
    let batch = SpanBatch(ids.enumerated().map { .stub(traceID: $1, spanID: SpanID(rawValue: UInt64($0) + 1)) })
    let traces = batch.groupedByTrace
    #expect(traces.map { $0.traceIDs.first?.low } == [3, 1, 2])
    #expect(traces.map { $0.spanIDs.map(\.rawValue) } == [[1, 3], [2, 5], [4]])
  }
}
