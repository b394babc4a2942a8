import Synchronization
package import TelemetryStorage

/// Figures of a store for its metrics. Counters count from the moment it was opened.
package struct StoreStatistics: Sendable {
  package let commits: Int
  package let failedCommits: Int
  package let committedSpans: Int
  package let committedSegments: Int
  /// Bytes of segments, without what SQLite adds.
  package let committedBytes: Int
  /// Checkpoints that copied the whole WAL, that readers cut short, and that failed.
  package let checkpoints: Int
  package let incompleteCheckpoints: Int
  package let failedCheckpoints: Int
  /// Segments that queries read and decoded.
  package let segmentsRead: Int
  /// Distinct segments of which a part was found damaged.
  package let damagedSegments: Int
  /// What the file holds: level 0, which waits to be merged, and level 1.
  package let levelZero: LevelFigures
  package let levelOne: LevelFigures
  /// What maintenance did.
  package let maintenance: MaintenanceStatistics
  /// About how much memory the opened level-1 segments take that are kept.
  package let openedSegmentByteCount: Int
  package let databaseByteCount: Int
  package let walByteCount: Int
  package let logs: LogStatistics
  package let metrics: MetricStatistics
  package let archive: ArchiveFigures
}

extension StoreStatistics {
  package var segmentCount: Int { levelZero.segmentCount + levelOne.segmentCount }
  package var spanCount: Int { levelZero.spanCount + levelOne.spanCount }
}

/// The counters behind `StoreStatistics`.
final class StoreCounters: Sendable {
  let commits = Counter()
  let failedCommits = Counter()
  let committedSpans = Counter()
  let committedLogRecords = Counter()
  let committedMetricPoints = Counter()
  let committedSegments = Counter()
  let committedBytes = Counter()
  let checkpoints = Counter()
  let incompleteCheckpoints = Counter()
  let failedCheckpoints = Counter()
  let segmentsRead = Counter()
  let maintenance = MaintenanceCounters()

  func add(_ written: Written) {
    commits.add()
    committedSpans.add(written.spanCount)
    committedSegments.add(written.segmentCount)
    committedBytes.add(written.byteCount)
  }
}

/// A number that only grows, counted by many threads.
struct Counter: ~Copyable, Sendable {
  private let count = Atomic(0)

  func add(_ increment: Int = 1) { count.add(increment, ordering: .relaxed) }

  var value: Int { count.load(ordering: .relaxed) }
}
