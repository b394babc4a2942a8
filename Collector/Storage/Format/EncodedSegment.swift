package import TelemetryModel

/// A segment ready to be stored: its bytes, and what is kept beside them so that readers can leave it out.
package struct EncodedSegment: Sendable {
  /// The data part.
  package let bytes: [UInt8]
  /// A `SegmentSummary`.
  package let summary: [UInt8]
  /// A `TraceFilter`.
  package let traceFilter: [UInt8]
  /// The earliest and latest start time of its spans.
  package let earliestStart: Timestamp
  package let latestStart: Timestamp
  package let spanCount: Int
  package let traceCount: Int
}
