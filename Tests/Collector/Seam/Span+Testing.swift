import TelemetryModel
import TelemetryStorage

extension Span {
  static func test(
    trace: UInt64 = 1, _ id: UInt64 = 1, start: UInt64 = 0, duration: UInt64 = 10, name: String = "op",
    kind: SpanKind = .internal, service: String = "shop", attributes: [Attribute] = [],
    resource: [Attribute] = [], scope: InstrumentationScope = InstrumentationScope(), events: [SpanEvent] = [],
    links: [SpanLink] = [], status: SpanStatus = SpanStatus()
  ) -> Span {
    Span(
      traceID: TraceID(high: 0, low: trace), spanID: SpanID(rawValue: id), name: name, kind: kind,
      startTime: Timestamp(nanoseconds: start), endTime: Timestamp(nanoseconds: start + duration),
      attributes: attributes, events: events, links: links, status: status,
      resource: Resource(attributes: [Attribute("service.name", .string(service))] + resource), scope: scope)
  }
}

extension TimeRange {
  static func test(_ range: ClosedRange<UInt64>) -> TimeRange {
    TimeRange(
      start: Timestamp(nanoseconds: range.lowerBound), end: Timestamp(nanoseconds: range.upperBound)) ?? .all
  }
}
