/// One row of a `LogBatch`, materialised: for tests, analyses and people, never for the hot path.
///
/// Holds every field that OTLP carries for a log record, its resource and scope included.
package struct LogRecord: Hashable, Sendable {
  /// When it happened; 0 when the sender did not say.
  package var time: Timestamp
  /// When a collector first saw it; 0 when nobody said.
  package var observedTime: Timestamp
  package var severityNumber: SeverityNumber
  /// The level as its source calls it.
  package var severityText: String
  package var body: AttributeValue
  package var attributes: [Attribute]
  package var droppedAttributesCount: UInt32
  package var flags: UInt32
  /// `TraceID.invalid` when the record names no trace.
  package var traceID: TraceID
  /// `SpanID.none` when the record names no span.
  package var spanID: SpanID
  /// What kind of event the record is, for those that are events; else empty.
  package var eventName: String
  package var resource: Resource
  package var scope: InstrumentationScope

  package init(
    time: Timestamp, observedTime: Timestamp = Timestamp(nanoseconds: 0),
    severityNumber: SeverityNumber = .unspecified, severityText: String = "", body: AttributeValue = .empty,
    attributes: [Attribute] = [], droppedAttributesCount: UInt32 = 0, flags: UInt32 = 0,
    traceID: TraceID = .invalid, spanID: SpanID = .none, eventName: String = "", resource: Resource = Resource(),
    scope: InstrumentationScope = InstrumentationScope()
  ) {
    self.time = time
    self.observedTime = observedTime
    self.severityNumber = severityNumber
    self.severityText = severityText
    self.body = body
    self.attributes = attributes
    self.droppedAttributesCount = droppedAttributesCount
    self.flags = flags
    self.traceID = traceID
    self.spanID = spanID
    self.eventName = eventName
    self.resource = resource
    self.scope = scope
  }
}
