package import TelemetryModel

/// A level-1 segment ready to be stored: its parts, and what is kept beside them so that readers can leave it out.
package struct EncodedLevelOne: Sendable {
  /// The bytes of every part, each sealed for itself.
  package let parts: [(part: Int, bytes: [UInt8])]
  /// A `SegmentSummary`.
  package let summary: [UInt8]
  /// A `TraceFilter`.
  package let traceFilter: [UInt8]
  /// The earliest and latest start time of its spans.
  package let earliestStart: Timestamp
  package let latestStart: Timestamp
  package let spanCount: Int
  package let traceCount: Int
  /// Where the bytes go, as the part `figures` says it.
  package let figures: SegmentFigures

  package var byteCount: Int { parts.reduce(0) { $0 + $1.bytes.count } }
}
