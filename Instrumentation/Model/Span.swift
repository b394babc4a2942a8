/// One row of a `SpanBatch`, materialised: for tests, analyses and people, never for the hot path.
///
/// Holds every field that OTLP carries for a span, its resource and scope included.
package struct Span: Hashable, Sendable {
  package var traceID: TraceID
  package var spanID: SpanID
  /// `SpanID.none` for a root span.
  package var parentSpanID: SpanID
  package var traceState: String
  /// The W3C trace flags (low 8 bits) and OTLP's parent-is-remote bits (8 and 9).
  package var flags: UInt32
  package var name: String
  package var kind: SpanKind
  package var startTime: Timestamp
  package var endTime: Timestamp
  package var attributes: [Attribute]
  package var droppedAttributesCount: UInt32
  package var events: [SpanEvent]
  package var droppedEventsCount: UInt32
  package var links: [SpanLink]
  package var droppedLinksCount: UInt32
  package var status: SpanStatus
  package var resource: Resource
  package var scope: InstrumentationScope

  package init(
    traceID: TraceID, spanID: SpanID, parentSpanID: SpanID = .none, traceState: String = "", flags: UInt32 = 0,
    name: String, kind: SpanKind = .unspecified, startTime: Timestamp, endTime: Timestamp,
    attributes: [Attribute] = [], droppedAttributesCount: UInt32 = 0, events: [SpanEvent] = [],
    droppedEventsCount: UInt32 = 0, links: [SpanLink] = [], droppedLinksCount: UInt32 = 0,
    status: SpanStatus = SpanStatus(), resource: Resource = Resource(),
    scope: InstrumentationScope = InstrumentationScope()
  ) {
    self.traceID = traceID
    self.spanID = spanID
    self.parentSpanID = parentSpanID
    self.traceState = traceState
    self.flags = flags
    self.name = name
    self.kind = kind
    self.startTime = startTime
    self.endTime = endTime
    self.attributes = attributes
    self.droppedAttributesCount = droppedAttributesCount
    self.events = events
    self.droppedEventsCount = droppedEventsCount
    self.links = links
    self.droppedLinksCount = droppedLinksCount
    self.status = status
    self.resource = resource
    self.scope = scope
  }

  /// Nanoseconds from start to end; 0 when the end lies before the start.
  package var durationNanoseconds: UInt64 { endTime.nanoseconds(since: startTime) }
}

/// Something that happened at one moment of a span.
package struct SpanEvent: Hashable, Sendable {
  package var time: Timestamp
  package var name: String
  package var attributes: [Attribute]
  package var droppedAttributesCount: UInt32

  package init(time: Timestamp, name: String, attributes: [Attribute] = [], droppedAttributesCount: UInt32 = 0) {
    self.time = time
    self.name = name
    self.attributes = attributes
    self.droppedAttributesCount = droppedAttributesCount
  }
}

/// A reference from a span to another span, of the same or of another trace.
package struct SpanLink: Hashable, Sendable {
  package var traceID: TraceID
  package var spanID: SpanID
  package var traceState: String
  package var attributes: [Attribute]
  package var droppedAttributesCount: UInt32
  package var flags: UInt32

  package init(
    traceID: TraceID, spanID: SpanID, traceState: String = "", attributes: [Attribute] = [],
    droppedAttributesCount: UInt32 = 0, flags: UInt32 = 0
  ) {
    self.traceID = traceID
    self.spanID = spanID
    self.traceState = traceState
    self.attributes = attributes
    self.droppedAttributesCount = droppedAttributesCount
    self.flags = flags
  }
}
