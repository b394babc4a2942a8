import SegmentFormat
import TelemetryModel

/// A segment as it goes into the file.
struct StoredSegment: Sendable {
  let id: Int64
  /// When its spans were received, see `SegmentEntry.arrived`.
  let arrived: Timestamp
  let parts: [(part: Int, bytes: [UInt8])]
  let summary: [UInt8]
  let traceFilter: [UInt8]
  let figures: SegmentFigures

  init(_ segment: EncodedSegment, id: Int64, arrived: Timestamp) {
    self.id = id
    self.arrived = arrived
    parts = [(0, segment.bytes)]
    summary = segment.summary
    traceFilter = segment.traceFilter
    figures = segment.figures
  }

  /// - Parameter valueFilter: a `BinaryFuseFilter` of its `AttributeHashes`.
  init(_ segment: EncodedLevelOne, id: Int64, arrived: Timestamp, valueFilter: BinaryFuseFilter) {
    self.id = id
    self.arrived = arrived
    parts = segment.parts + [(PartID.valueFilter, valueFilter.encode(segmentID: id))]
    summary = segment.summary
    traceFilter = segment.traceFilter
    figures = segment.figures
  }

  /// Without what SQLite adds.
  var byteCount: Int { parts.reduce(summary.count + traceFilter.count) { $0 + $1.bytes.count } }
}
