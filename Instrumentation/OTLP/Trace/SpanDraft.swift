import TelemetryModel

/// The fields of the span that is being read, its attributes, events and links apart.
struct SpanDraft {
  /// `TraceID.invalid` when the sender's bytes are no trace ID.
  var traceID = TraceID.invalid
  /// `SpanID.none` when the sender's bytes are no span ID.
  var spanID = SpanID.none
  /// `nil` when the sender's bytes are no span ID, and not "none" either.
  var parentSpanID: SpanID? = SpanID.none
  var startTime: UInt64 = 0
  var endTime: UInt64 = 0
  var name: StringCode = 0
  var kind: Int32 = 0
  var flags: UInt32 = 0
  var statusCode: Int32 = 0
  var details = SpanDetails()
  var hasMalformedLink = false

  /// Why this span cannot be kept, or `nil`.
  @inline(__always)
  var fault: SpanFault? {
    if !traceID.isValid { return .traceID }
    if !spanID.isValid { return .spanID }
    if parentSpanID == nil { return .parentSpanID }
    return hasMalformedLink ? .link : nil
  }
}

/// Why a span is rejected while the rest of its message is kept.
enum SpanFault {
  case traceID, spanID, parentSpanID, link

  var message: String {
    switch self {
    case .traceID: "trace_id must be 16 bytes that are not all zero"
    case .spanID: "span_id must be 8 bytes that are not all zero"
    case .parentSpanID: "parent_span_id must be empty or 8 bytes"
    case .link: "the trace_id and span_id of a link must be empty, or 16 and 8 bytes"
    }
  }
}
