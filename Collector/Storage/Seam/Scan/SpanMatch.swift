package import TelemetryModel

/// A span that fulfils a condition: enough of it to choose traces, and to find it in its trace.
package struct SpanMatch: Hashable, Sendable, BitwiseCopyable {
  package let traceID: TraceID
  package let spanID: SpanID
  package let start: Timestamp

  package init(traceID: TraceID, spanID: SpanID, start: Timestamp) {
    self.traceID = traceID
    self.spanID = spanID
    self.start = start
  }
}
