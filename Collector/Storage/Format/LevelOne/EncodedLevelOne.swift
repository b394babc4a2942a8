/// A level-1 segment ready to be stored: its parts, and what is kept beside them so that readers can leave it out.
package struct EncodedLevelOne: Sendable {
  /// The bytes of every part, each sealed for itself.
  package let parts: [(part: Int, bytes: [UInt8])]
  /// A `SegmentSummary`.
  package let summary: [UInt8]
  /// A `TraceFilter`.
  package let traceFilter: [UInt8]
  package let figures: SegmentFigures
  /// Where the bytes go, as the part of that name says it.
  package let columnFigures: ColumnFigures

  package var byteCount: Int { parts.reduce(0) { $0 + $1.bytes.count } }
}
