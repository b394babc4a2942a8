import SegmentFormat
import Synchronization
import TelemetryModel

/// What a store keeps in memory about its metric segments.
final class MetricState: Sendable {
  let catalog = Mutex(MetricCatalog())
  let directories = SegmentCache<MetricSegment>(byteLimit: StoreLimits.metricDirectoryByteCount) {
    $0.estimatedByteCount
  }
}

/// Figures about points of metrics for metrics. Counters count from the moment the store was opened.
package struct MetricStatistics: Sendable {
  package let committedPoints: Int
  package let levelZero: MetricLevelFigures
  package let levelOne: MetricLevelFigures

  package var pointCount: Int { levelZero.pointCount + levelOne.pointCount }
  package var segmentCount: Int { levelZero.segmentCount + levelOne.segmentCount }
  /// Of segments, without what SQLite adds.
  package var byteCount: Int { levelZero.byteCount + levelOne.byteCount }
}
