import TelemetryModel
import TerminalUI
import Testing
import TraceAnalysis

struct CorrelationViewTests {
  @Test("Piped, a correlation ID is a plain text: figures, findings, traces with their logs")
  func plain() {
    var logs = LogBatch()
    for (offset, body, span) in [(20, "charging\u{1B}[2J", Shop.spans[1].spanID), (1, "alone", .none)]
      as [(UInt64, String, SpanID)]
    {
      logs.append(
        LogRecord(
          time: Timestamp(nanoseconds: Shop.spans[0].startTime.nanoseconds + offset * 1_000_000),
          severityNumber: .error, body: .string(body),
          traceID: span == .none ? .invalid : Shop.spans[1].traceID, spanID: span,
          resource: Resource(attributes: [Attribute("service.name", .string("audit"))])))
    }
    let report = CorrelationReport(traces: [SpanBatch(Shop.spans)], logs: logs, maximumClockSkewNanoseconds: 0)
    var lines: [String] = []
    CorrelationView(of: report, id: "order-17\u{7}", showsEvents: false, terminal: .plain).draw { lines.append($0) }
    let drawn = lines.joined(separator: "\n")
    let golden = """
      Correlation order-17\\x07
      2023-11-14T22:13:20.000Z  400ms  1 trace  5 spans  2 log records  3 services  1 failure

      SERVICE   REQUESTS  ERRORS    P50    P95    MAX  CRITICAL PATH  SHARE
      payment          1       1  200ms  200ms  200ms          200ms   50 %
      frontend         2       0    1ms  400ms  400ms          150ms   38 %
      stock            1       0   50ms   50ms   50ms           50ms   13 %

      ✗ began at payment charge: card\\ndeclined, then handled
      ? 1 span of frontend without a parent that is there
      ? audit logged, but sent no span

      Trace 5b8efff798038103d269b633813fc60c
      2023-11-14T22:13:20.000Z  400ms  5 spans  3 services  1 error  1 missing parent
      frontend 3  payment 1  stock 1

      SPAN                                               OFFSET  DURATION      SELF
      frontend GET /checkout                                0ns     400ms     100ms
      ├─ ✗ payment charge                                  50ms     200ms     200ms  ✗ card\\ndeclined
      │     ▪ 20ms error charging\\x1b[2J
      └─ frontend render                                  250ms     100ms      50ms
         └─ stock SELECT\\x1b[2J                           300ms      50ms      50ms
      frontend late (parent 00000000000000ff missing)     399ms       1ms       1ms

      logs without a trace
      ▪ 2023-11-14T22:13:20.001Z error alone
      """
    #expect(drawn == golden, "\(drawn)")
  }
}
