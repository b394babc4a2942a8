package import TelemetryModel

extension LogRecord {
  /// A record as loggers write them; a test names only what it is about.
  package static func stub(
    time: UInt64 = 1_700_000_000_000_000_000, severity: SeverityNumber = .info, severityText: String = "INFO",
    body: AttributeValue = .string("ready"), attributes: [Attribute] = [], traceID: TraceID = .invalid,
    spanID: SpanID = .none, service: String = "shop", resourceAttributes: [Attribute] = []
  ) -> LogRecord {
    LogRecord(
      time: Timestamp(nanoseconds: time), observedTime: Timestamp(nanoseconds: time + 1), severityNumber: severity,
      severityText: severityText, body: body, attributes: attributes, traceID: traceID, spanID: spanID,
      resource: Resource(attributes: [Attribute("service.name", .string(service))] + resourceAttributes),
      scope: InstrumentationScope(name: "stub"))
  }
}
