import SegmentFormat
import TelemetryModel

/// The parts of a log segment in `log_segment_part`.
enum LogPart {
  /// The records.
  static let data = 0
  /// The words and correlation IDs that it has.
  static let wordFilter = 1
  /// The attributes that a level-1 segment has.
  static let valueFilter = 2
}

/// A log segment as it goes into the file.
struct StoredLogSegment: Sendable {
  let id: Int64
  let level: Int
  /// When its records were received: the earliest of them at level 0, the latest at level 1.
  let arrived: Timestamp
  let segment: EncodedLogSegment
  let parts: [(part: Int, bytes: [UInt8])]

  /// - Parameter valueFilter: a `BinaryFuseFilter` of its `AttributeHashes`, for level 1.
  init(
    _ segment: EncodedLogSegment, id: Int64, level: Int, arrived: Timestamp, valueFilter: BinaryFuseFilter? = nil
  ) {
    self.id = id
    self.level = level
    self.arrived = arrived
    self.segment = segment
    var parts = [(part: LogPart.data, bytes: segment.bytes), (part: LogPart.wordFilter, bytes: segment.wordFilter)]
    if let valueFilter { parts.append((LogPart.valueFilter, valueFilter.encode(segmentID: id))) }
    self.parts = parts
  }

  /// Without what SQLite adds.
  var byteCount: Int {
    parts.reduce(segment.summary.count + segment.traceFilter.count) { $0 + $1.bytes.count }
  }
}
