import TelemetryModel

/// Gives a server span that shares its ID with a client span an ID of its own, below the client span.
package struct SharedSpanIDAdjuster: TraceAdjuster {
  package init() {}

  package func adjust(_ trace: inout AdjustedTrace) {
    var spanIDs = trace.batch.spanIDs
    var parentSpanIDs = trace.batch.parentSpanIDs
    SharedSpanIDs.separate(in: trace.batch, spanIDs: &spanIDs, parentSpanIDs: &parentSpanIDs)
    trace.batch.spanIDs = spanIDs
    trace.batch.parentSpanIDs = parentSpanIDs
  }
}
