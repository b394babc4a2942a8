import TelemetryModel

/// Traces of a small shop, to be drawn.
enum Shop {
  static let traceID = TraceID(high: 0x5b8e_fff7_9803_8103, low: 0xd269_b633_813f_c60c)
  private static let origin: UInt64 = 1_700_000_000_000_000_000

  static func span(
    _ id: UInt64, parent: UInt64 = 0, _ service: String, _ name: String, at start: UInt64, _ duration: UInt64,
    events: [SpanEvent] = [], status: SpanStatus = SpanStatus()
  ) -> TelemetryModel.Span {
    TelemetryModel.Span(
      traceID: traceID, spanID: SpanID(rawValue: id), parentSpanID: SpanID(rawValue: parent), name: name,
      startTime: moment(start), endTime: moment(start + duration), events: events, status: status,
      resource: Resource(attributes: [Attribute("service.name", .string(service))]))
  }

  /// Milliseconds after the trace began.
  static func moment(_ milliseconds: UInt64) -> Timestamp { Timestamp(nanoseconds: origin + milliseconds * 1_000_000) }

  static let spans = [
    span(1, "frontend", "GET /checkout", at: 0, 400),
    span(
      2, parent: 1, "payment", "charge", at: 50, 200,
      events: [SpanEvent(time: moment(60), name: "retry", attributes: [Attribute("attempt", .int(2))])],
      status: SpanStatus(.error, message: "card\ndeclined")),
    span(3, parent: 1, "frontend", "render", at: 250, 100),
    span(4, parent: 3, "stock", "SELECT\u{1B}[2J", at: 300, 50),
    span(5, parent: 255, "frontend", "late", at: 399, 1),
  ]

  static func chain(length: Int) -> [TelemetryModel.Span] {
    (0..<UInt64(length)).map { level in
      span(
        1_000 + level, parent: level == 0 ? 0 : 999 + level, "deep", "level \(level)", at: level, UInt64(length) - level
      )
    }
  }

  static func fan(width: Int) -> [TelemetryModel.Span] {
    [span(1, "wide", "root", at: 0, 10_000)]
      + (0..<UInt64(width)).map { span(2 + $0, parent: 1, "wide", "child \($0)", at: $0, 1) }
  }
}
