import TelemetryModel

/// The fields of the log record that is being read, its attributes apart.
struct LogDraft {
  var time: UInt64 = 0
  var observedTime: UInt64 = 0
  var severityNumber: Int32 = 0
  var severityText: StringCode = 0
  var body = (kind: AttributeKind.empty, payload: UInt64(0))
  var droppedAttributesCount: UInt32 = 0
  var flags: UInt32 = 0
  /// `TraceID.invalid` when the sender's bytes are no trace ID: the record then belongs to no trace.
  var traceID = TraceID.invalid
  /// `SpanID.none` when the sender's bytes are no span ID.
  var spanID = SpanID.none
  var eventName: StringCode = 0
}
