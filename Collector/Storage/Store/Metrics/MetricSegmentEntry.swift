import TelemetryModel
import TelemetryStorage

/// What the catalog knows about one metric segment: a row of `metric_segment`.
struct MetricSegmentEntry: Sendable {
  let id: Int64
  /// 0: as points arrived. 1: merged, by series and time.
  let level: Int
  let times: TimeRange
  /// When its points were received: the earliest of them at level 0, the latest at level 1.
  let arrived: Timestamp
  let pointCount: Int
  let seriesCount: Int
  /// Of its parts.
  let byteCount: Int
}

/// How much the metric segments of one level hold.
package struct MetricLevelFigures: Hashable, Sendable {
  package private(set) var segmentCount = 0
  package private(set) var pointCount = 0
  /// Of their parts, without what SQLite adds.
  package private(set) var byteCount = 0

  mutating func add(_ entry: MetricSegmentEntry) {
    segmentCount += 1
    pointCount += entry.pointCount
    byteCount += entry.byteCount
  }
}
