import SegmentFormat
import TelemetryModel

/// A segment as it goes into the file.
struct StoredSegment: Sendable {
  let id: Int64
  let level: Int
  /// When its spans were received, see `SegmentEntry.arrived`.
  let arrived: Timestamp
  let parts: [(part: Int, bytes: [UInt8])]
  let summary: [UInt8]
  let traceFilter: [UInt8]
  let earliestStart: Timestamp
  let latestStart: Timestamp
  let spanCount: Int
  let traceCount: Int

  init(_ segment: EncodedSegment, id: Int64, arrived: Timestamp) {
    self.id = id
    level = 0
    self.arrived = arrived
    parts = [(0, segment.bytes)]
    summary = segment.summary
    traceFilter = segment.traceFilter
    earliestStart = segment.earliestStart
    latestStart = segment.latestStart
    spanCount = segment.spanCount
    traceCount = segment.traceCount
  }

  init(_ segment: EncodedLevelOne, id: Int64, arrived: Timestamp) {
    self.id = id
    level = 1
    self.arrived = arrived
    parts = segment.parts
    summary = segment.summary
    traceFilter = segment.traceFilter
    earliestStart = segment.earliestStart
    latestStart = segment.latestStart
    spanCount = segment.spanCount
    traceCount = segment.traceCount
  }

  /// Without what SQLite adds.
  var byteCount: Int { parts.reduce(summary.count + traceFilter.count) { $0 + $1.bytes.count } }
}
