package import TelemetryModel

/// A log record as it was sent.
public struct RecordedLogRecord: Sendable {
  /// The label of the logger.
  public let label: String
  /// The name of the level.
  public let level: String
  public let message: String
  public let nanosecondsSinceEpoch: UInt64
  public let attributes: [String: RecordedValue]
  /// The trace and the span that it was made in.
  public let traceID: String?
  public let spanID: String?
  public let resource: [String: RecordedValue]

  package init(_ record: LogRecord) {
    label = record.scope.name
    level = record.severityText
    message = if case .string(let text) = record.body { text } else { "" }
    nanosecondsSinceEpoch = record.time.nanoseconds
    attributes = .init(record.attributes)
    traceID = record.traceID.isValid ? record.traceID.description : nil
    spanID = record.spanID.isValid ? record.spanID.description : nil
    resource = .init(record.resource.attributes)
  }
}
