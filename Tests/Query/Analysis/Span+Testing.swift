import TelemetryModel

extension Span {
  /// A span of one test trace; times in nanoseconds after an arbitrary epoch.
  static func test(
    _ id: UInt64, under parent: UInt64 = 0, _ times: ClosedRange<UInt64> = 0...100, name: String = "operation",
    kind: SpanKind = .internal, resource: [Attribute] = [Attribute("service.name", .string("shop"))],
    attributes: [Attribute] = [], events: [SpanEvent] = [], links: [SpanLink] = []
  ) -> Span {
    Span(
      traceID: TraceID(high: 7, low: 7), spanID: SpanID(rawValue: id), parentSpanID: SpanID(rawValue: parent),
      name: name, kind: kind, startTime: .test(times.lowerBound), endTime: .test(times.upperBound),
      attributes: attributes, events: events, links: links, resource: Resource(attributes: resource))
  }
}

extension Timestamp {
  static let testEpoch: UInt64 = 1_700_000_000_000_000_000

  static func test(_ offset: UInt64) -> Timestamp { Timestamp(nanoseconds: testEpoch + offset) }
}
