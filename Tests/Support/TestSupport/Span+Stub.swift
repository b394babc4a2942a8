package import TelemetryModel

extension Span {
  /// A valid span; a test names only what it is about.
  package static func stub(
    traceID: TraceID = TraceID(high: 0, low: 1), spanID: SpanID = SpanID(rawValue: 1),
    parentSpanID: SpanID = .none, traceState: String = "", flags: UInt32 = 0, name: String = "GET /",
    kind: SpanKind = .server, start: UInt64 = 1_700_000_000_000_000_000, durationNanoseconds: UInt64 = 1_000_000,
    attributes: [Attribute] = [], droppedAttributesCount: UInt32 = 0, events: [SpanEvent] = [],
    droppedEventsCount: UInt32 = 0, links: [SpanLink] = [], droppedLinksCount: UInt32 = 0,
    status: SpanStatus = SpanStatus(), service: String? = "shop", resource: Resource? = nil,
    scope: InstrumentationScope = InstrumentationScope(name: "stub")
  ) -> Span {
    let named = Resource(attributes: service.map { [Attribute("service.name", .string($0))] } ?? [])
    return Span(
      traceID: traceID, spanID: spanID, parentSpanID: parentSpanID, traceState: traceState, flags: flags, name: name,
      kind: kind, startTime: Timestamp(nanoseconds: start),
      endTime: Timestamp(nanoseconds: start + durationNanoseconds), attributes: attributes,
      droppedAttributesCount: droppedAttributesCount, events: events, droppedEventsCount: droppedEventsCount,
      links: links, droppedLinksCount: droppedLinksCount, status: status, resource: resource ?? named, scope: scope)
  }
}
