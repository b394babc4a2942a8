/// A segment ready to be stored: its bytes, and what is kept beside them so that readers can leave it out.
package struct EncodedSegment: Sendable {
  /// The data part.
  package let bytes: [UInt8]
  /// A `SegmentSummary`.
  package let summary: [UInt8]
  /// A `TraceFilter`.
  package let traceFilter: [UInt8]
  package let figures: SegmentFigures
}
