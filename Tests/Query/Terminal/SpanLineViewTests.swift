import TelemetryModel
import TerminalUI
import TestSupport
import Testing

@Suite struct SpanLineViewTests {
  private static func span(name: String, status: SpanStatus) -> TelemetryModel.Span {
    TelemetryModel.Span(
      traceID: TraceID(high: 0, low: 0xABC), spanID: SpanID(rawValue: 1), name: name,
      startTime: Timestamp(nanoseconds: 1_700_000_000_000_000_000),
      endTime: Timestamp(nanoseconds: 1_700_000_000_250_000_000), status: status,
      resource: Resource(attributes: [Attribute("service.name", .string("shop"))]))
  }

  @Test("A line tells when a span was over, whose it is, how long it took and what failed")
  func line() {
    let batch = SpanBatch([
      Self.span(name: "pay", status: SpanStatus(.error, message: "declined")),
      Self.span(name: "look", status: SpanStatus(.unset, message: "never shown")),
    ])
    let view = SpanLineView(on: .plain)
    let trace = "trace=00000000000000000000000000000abc"
    #expect(view.line(of: 0, in: batch) == "2023-11-14T22:13:20.250Z SPAN  shop ✗ pay 250ms declined \(trace)")
    #expect(view.line(of: 1, in: batch) == "2023-11-14T22:13:20.250Z SPAN  shop look 250ms \(trace)")
  }

  @Test("Texts of the sender neither steer the terminal nor fill it")
  func hostile() {
    let name = "\u{1B}]0;x\u{7}\n" + String(repeating: "a", count: 100_000)
    let batch = SpanBatch([Self.span(name: name, status: SpanStatus(.error, message: name))])
    let line = SpanLineView(on: .plain).line(of: 0, in: batch)
    #expect(line.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F })
    #expect(line.count < 1_500)
  }
}
