import TelemetryModel
import Testing
import TraceAnalysis

struct SharedSpanIDAdjusterTests {
  private func adjusted(_ spans: [Span]) -> [Span] {
    var trace = AdjustedTrace(SpanBatch(spans))
    SharedSpanIDAdjuster().adjust(&trace)
    return trace.batch.spans
  }

  @Test func `the server half of a call gets a fresh ID below the client half, and its children follow`() {
    let spans = adjusted([
      .test(1, kind: .client), .test(1, kind: .server), .test(2, under: 1, kind: .internal), .test(3, under: 2),
    ])
    #expect(spans.map(\.spanID.rawValue) == [1, 4, 2, 3])
    #expect(spans.map(\.parentSpanID.rawValue) == [0, 1, 4, 2])
  }

  @Test func `the parent that both halves name is left to the client half`() {
    let spans = adjusted([.test(9), .test(5, under: 9, kind: .server), .test(5, under: 9, kind: .client)])
    #expect(spans.map(\.spanID.rawValue) == [9, 1, 5])
    #expect(spans.map(\.parentSpanID.rawValue) == [0, 5, 9])
  }

  @Test func `nested shared calls are separated one by one`() {
    let spans = adjusted([
      .test(10, kind: .client), .test(10, kind: .server), .test(11, under: 10, kind: .client),
      .test(11, under: 10, kind: .server),
    ])
    #expect(spans.map(\.spanID.rawValue) == [10, 1, 11, 2])
    #expect(spans.map(\.parentSpanID.rawValue) == [0, 10, 1, 11])
  }

  @Test func `copies of a server half stay copies, and other server spans of that ID become siblings`() {
    let spans = adjusted([
      .test(7, kind: .client), .test(7, 1...2, kind: .server), .test(7, 1...2, kind: .server),
      .test(7, 5...6, kind: .server),
    ])
    #expect(spans.map(\.spanID.rawValue) == [7, 1, 1, 2])
    #expect(spans.map(\.parentSpanID.rawValue) == [0, 7, 7, 7])
  }

  @Test func `server spans that share an ID only with one another keep it`() {
    let sent: [Span] = [.test(1, kind: .server), .test(1, kind: .server), .test(2, kind: .client)]
    #expect(adjusted(sent) == sent)
  }
}
