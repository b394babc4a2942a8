import TelemetryModel
import TerminalUI
import TestSupport
import Testing

@Suite struct LogLineViewTests {
  private func line(_ record: LogRecord, _ terminal: TerminalCapabilities = .plain) -> String {
    LogLineView(on: terminal).line(of: record, service: "shop", traceID: record.traceID)
  }

  @Test func aLineSaysWhenHowBadWhoAndWhat() {
    let record = LogRecord.stub(
      time: 1_767_323_045_123_000_000, severity: .warn, body: .string("disk is slow"),
      attributes: [Attribute("ms", .int(731))], traceID: TraceID(high: 1, low: 2))
    #expect(
      line(record)
        == "2026-01-02T03:04:05.123Z WARN  shop disk is slow ms=731 trace=00000000000000010000000000000002")
  }

  @Test func whatTheTerminalWouldObeyIsShownAsText() {
    let hostile = "\u{1B}]0;pwned\u{7}\n\u{202E}x"
    let record = LogRecord(
      time: Timestamp(nanoseconds: 1), severityText: hostile, body: .string(hostile),
      attributes: [Attribute(hostile, .string(hostile))], eventName: hostile)
    let text = LogLineView(on: .plain).line(of: record, service: hostile, traceID: .invalid)
    #expect(!text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F || $0.value == 0x202E })
  }

  @Test func longBodiesAreCut() {
    #expect(line(.stub(body: .string(String(repeating: "x", count: 100_000)))).utf8.count < 3_000)
  }

  @Test func coloursAreForTerminalsThatShowThem() {
    let terminal = TerminalCapabilities(isTerminal: true, showsColours: true, width: 80)
    #expect(line(.stub(severity: .error), terminal).contains("\u{1B}["))
    #expect(!line(.stub(severity: .error)).contains("\u{1B}"))
  }
}
