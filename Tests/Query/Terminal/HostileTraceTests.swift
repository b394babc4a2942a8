import TelemetryModel
import TerminalUI
import TestSupport
import Testing
import TraceAnalysis

struct HostileTraceTests {
  private static let terminals = [
    TerminalCapabilities.plain, TerminalCapabilities(isTerminal: true, showsColours: true, width: 100),
    TerminalCapabilities(isTerminal: true, showsColours: false, width: 60),
  ]

  /// Spans whose every text is hostile, with parents and times at random.
  private func spans(using generator: inout SeededGenerator) -> [TelemetryModel.Span] {
    (0..<30).map { _ in
      let text = HostileText.make(using: &generator)
      let start = generator.isOne(in: 5) ? 0 : UInt64.random(in: 1...1_000, using: &generator)
      return .stub(
        spanID: SpanID(rawValue: .random(in: 1...25, using: &generator)),
        parentSpanID: SpanID(rawValue: .random(in: 0...30, using: &generator)), name: text, start: start,
        durationNanoseconds: .random(in: 0...(UInt64.max / 2), using: &generator),
        events: [
          SpanEvent(time: Timestamp(nanoseconds: start), name: text, attributes: [Attribute(text, .string(text))])
        ],
        status: SpanStatus(generator.isOne(in: 3) ? .error : .unset, message: text), service: text)
    }
  }

  @Test("Only the colour sequences of the drawing itself reach a terminal, whatever a trace holds")
  func draw() throws {
    let seed: UInt64 = 0x5EED_0040
    var generator = SeededGenerator(seed: seed)
    for number in 0..<50 {
      let trace = AdjustedTrace(adjusting: SpanBatch(spans(using: &generator)))
      for terminal in Self.terminals {
        TraceView(of: trace, showsEvents: true, terminal: terminal).draw { line in
          let bare = line.replacing(/\u{1B}\[[0-9;]*m/, with: "")
          let isHarmless = bare.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }
          #expect(
            isHarmless && SafeText.escaping(bare) == bare, "seed \(seed), trace \(number): \(bare.debugDescription)")
          #expect(terminal.showsColours || bare == line, "seed \(seed), trace \(number)")
          #expect(DisplayWidth.of(bare) <= terminal.width ?? .max, "seed \(seed), trace \(number)")
        }
      }
    }
  }
}
