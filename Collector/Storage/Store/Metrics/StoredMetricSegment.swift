import SegmentFormat
import TelemetryModel

/// The parts of a metric segment in `metric_segment_part`.
enum MetricPart {
  static let directory = 0
  static let points = 1
}

/// A metric segment as it goes into the file.
struct StoredMetricSegment: Sendable {
  let id: Int64
  let level: Int
  /// See `MetricSegmentEntry.arrived`.
  let arrived: Timestamp
  let segment: EncodedMetricSegment

  init(_ segment: EncodedMetricSegment, id: Int64, level: Int, arrived: Timestamp) {
    self.id = id
    self.level = level
    self.arrived = arrived
    self.segment = segment
  }

  var parts: [(part: Int, bytes: [UInt8])] {
    [(MetricPart.directory, segment.directory), (MetricPart.points, segment.points)]
  }

  /// Without what SQLite adds.
  var byteCount: Int { segment.directory.count + segment.points.count }
}
