import TelemetryModel
import Testing
import TraceAnalysis

struct LibraryAttributeAdjusterTests {
  private func adjusted(_ spans: [Span]) -> AdjustedTrace {
    var trace = AdjustedTrace(SpanBatch(spans))
    LibraryAttributeAdjuster().adjust(&trace)
    return trace
  }

  private let service = [Attribute("service.name", .string("s"))]
  private let sdk = [
    Attribute("telemetry.sdk.name", .string("otel")), Attribute("telemetry.distro.version", .string("1")),
  ]

  @Test func `library attributes move from the span to its resource`() {
    let span = adjusted([.test(1, resource: service, attributes: [Attribute("k", .int(1))] + sdk)]).batch.span(at: 0)
    #expect(span.attributes == [Attribute("k", .int(1))])
    #expect(span.resource.attributes == service + sdk)
  }

  @Test func `what the resource says already is not said twice`() {
    let trace = adjusted([.test(1, resource: service, attributes: sdk), .test(2, resource: service, attributes: sdk)])
    #expect(trace.batch.spans.map(\.attributes) == [[], []])
    #expect(trace.batch.span(at: 1).resource.attributes == service + sdk)
    #expect(trace.warnings.isEmpty)
  }

  @Test func `a contradiction stays on the span, with a warning`() {
    let other = [Attribute("telemetry.sdk.name", .string("other"))]
    let trace = adjusted([.test(1, resource: sdk, attributes: other)])
    #expect(trace.batch.span(at: 0).attributes == other)
    #expect(trace.batch.span(at: 0).resource.attributes == sdk)
    #expect(
      trace.warnings == [0: ["conflicting values between Span and Resource for attribute telemetry.sdk.name"]])
  }
}
