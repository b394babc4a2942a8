import TelemetryModel
import TerminalUI
import Testing
import TraceAnalysis

struct TraceViewTests {
  static let colourless = TerminalCapabilities(isTerminal: true, showsColours: false, width: 100)

  private func draw(_ spans: [TelemetryModel.Span], events: Bool = false, on terminal: TerminalCapabilities) -> [String]
  {
    let batch = SpanBatch(spans)
    var lines: [String] = []
    TraceView(of: AdjustedTrace(batch), showsEvents: events, terminal: terminal).draw { lines.append($0) }
    return lines
  }

  @Test("Piped, a trace is a plain text with one line a span")
  func plain() {
    let golden = """
      Trace 5b8efff798038103d269b633813fc60c
      2023-11-14T22:13:20.000Z  400ms  5 spans  3 services  1 error  1 missing parent
      frontend 3  payment 1  stock 1

      SPAN                                               OFFSET  DURATION      SELF
      frontend GET /checkout                                0ns     400ms     100ms
      ├─ ✗ payment charge                                  50ms     200ms     200ms  ✗ card\\ndeclined
      └─ frontend render                                  250ms     100ms      50ms
         └─ stock SELECT\\x1b[2J                           300ms      50ms      50ms
      frontend late (parent 00000000000000ff missing)     399ms       1ms       1ms
      """
    let drawn = draw(Shop.spans, on: .plain).joined(separator: "\n")
    #expect(drawn == golden, "\(drawn)")
  }

  @Test("On a terminal every line has its bar, and events and messages stand below")
  func terminal() {
    let golden = """
      Trace 5b8efff798038103d269b633813fc60c
      2023-11-14T22:13:20.000Z  400ms  5 spans  3 services  1 error  1 missing parent
      frontend 3  payment 1  stock 1

      SPAN                                        OFFSET  DURATION      SELF  TIMELINE
      frontend GET /checkout                         0ns     400ms     100ms  ████████████████████████████
      ├─ ✗ payment charge                           50ms     200ms     200ms     ▐█████████████▌
      │     ✗ card\\ndeclined
      │     • 60ms retry  attempt=2
      └─ frontend render                           250ms     100ms      50ms                   ▐██████▌
         └─ stock SELECT\\x1b[2J                    300ms      50ms      50ms                       ███▌
      frontend late (parent 00000000000000ff …     399ms       1ms       1ms                             ▐
      """
    let drawn = draw(Shop.spans, events: true, on: Self.colourless).joined(separator: "\n")
    #expect(drawn == golden, "\(drawn)")
  }

  @Test("Colours mark services, errors and what is quiet")
  func coloured() {
    let lines = draw(Shop.spans, on: TerminalCapabilities(isTerminal: true, showsColours: true, width: 100))
    let payment = ServicePalette.style(ofService: "payment").colour ?? 0
    #expect(
      lines[6].hasPrefix(
        "\u{1B}[2m├─ \u{1B}[0m\u{1B}[1;38;5;9m✗ \u{1B}[0m\u{1B}[38;5;\(payment)mpayment\u{1B}[0m charge"))
    #expect(lines[6].hasSuffix("\u{1B}[1;38;5;9m   ▐█████████████▌\u{1B}[0m"))
    #expect(lines[0] == "\u{1B}[1mTrace 5b8efff798038103d269b633813fc60c\u{1B}[0m")
  }

  @Test("No line is wider than the terminal", arguments: [48, 52, 71, 80, 120, 400])
  func width(columns: Int) {
    let terminal = TerminalCapabilities(isTerminal: true, showsColours: false, width: columns)
    let widest = draw(Shop.spans + Shop.chain(length: 200), events: true, on: terminal).max {
      DisplayWidth.of($0) < DisplayWidth.of($1)
    }
    #expect(DisplayWidth.of(widest ?? "") <= columns)
  }

  @Test("A chain of 10,000 spans is drawn with bounded indent")
  func deepChain() {
    let lines = draw(Shop.chain(length: 10_000), on: .plain)
    #expect(lines.count == 5 + 10_000)
    #expect(lines.allSatisfy { $0.utf8.count < 400 })
    #expect(lines.last?.contains("┄9999 └─ deep level 9999") == true)
  }

  @Test("A span with 10,000 children is drawn with a line for each")
  func wideTrace() {
    #expect(draw(Shop.fan(width: 10_000), on: Self.colourless).count == 5 + 10_001)
  }

  @Test("Spans without duration, start or anything else are drawn")
  func degenerate() {
    let empty = TelemetryModel.Span(
      traceID: Shop.traceID, spanID: SpanID(rawValue: 1), name: "", startTime: Timestamp(nanoseconds: 0),
      endTime: Timestamp(nanoseconds: 0))
    let lines = draw([empty], on: .plain)
    #expect(lines[1] == "unknown  0ns  1 span  1 service  0 errors")
    #expect(lines[5].hasPrefix("unknown_service (no name)"))
    #expect(draw([], on: .plain).count == 5)
  }
}
