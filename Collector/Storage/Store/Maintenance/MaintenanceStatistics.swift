/// What the maintenance of a store did since the store was opened.
package struct MaintenanceStatistics: Sendable {
  /// Merges of level 0, and compactions of level-1 segments.
  package let merges: Int
  package let compactions: Int
  /// Pieces of work that failed and are tried again later.
  package let failures: Int
  /// Spans that merges and compactions wrote to level 1.
  package let mergedSpans: Int
  /// Spans that merges wrote back to level 0, because their traces were not complete yet.
  package let heldBackSpans: Int
  /// Spans that were sent more than once.
  package let duplicatesRemoved: Int
  package let cpuNanoseconds: UInt64
  /// What retention removed.
  package let removedSegments: Int
  package let removedSpans: Int
  /// Rollups made for segments of an older Skein or in place of damaged ones, and those that retention removed.
  package let backfilledRollups: Int
  package let removedRollups: Int
  /// Log records that merges wrote to level 1, that were sent more than once, and that retention removed.
  package let mergedLogRecords: Int
  package let duplicateLogRecords: Int
  package let removedLogRecords: Int
  /// The same of points of metrics.
  package let mergedMetricPoints: Int
  package let duplicateMetricPoints: Int
  package let removedMetricPoints: Int
  /// Pages by which the file was shortened.
  package let returnedPages: Int
}

/// The counters behind `MaintenanceStatistics`.
final class MaintenanceCounters: Sendable {
  let merges = Counter()
  let compactions = Counter()
  let failures = Counter()
  let mergedSpans = Counter()
  let heldBackSpans = Counter()
  let duplicatesRemoved = Counter()
  let cpuNanoseconds = Counter()
  let removedSegments = Counter()
  let removedSpans = Counter()
  let backfilledRollups = Counter()
  let removedRollups = Counter()
  let mergedLogRecords = Counter()
  let duplicateLogRecords = Counter()
  let removedLogRecords = Counter()
  let mergedMetricPoints = Counter()
  let duplicateMetricPoints = Counter()
  let removedMetricPoints = Counter()
  let returnedPages = Counter()

  var statistics: MaintenanceStatistics {
    MaintenanceStatistics(
      merges: merges.value, compactions: compactions.value, failures: failures.value, mergedSpans: mergedSpans.value,
      heldBackSpans: heldBackSpans.value, duplicatesRemoved: duplicatesRemoved.value,
      cpuNanoseconds: UInt64(cpuNanoseconds.value), removedSegments: removedSegments.value,
      removedSpans: removedSpans.value, backfilledRollups: backfilledRollups.value,
      removedRollups: removedRollups.value,
      mergedLogRecords: mergedLogRecords.value, duplicateLogRecords: duplicateLogRecords.value,
      removedLogRecords: removedLogRecords.value,
      mergedMetricPoints: mergedMetricPoints.value, duplicateMetricPoints: duplicateMetricPoints.value,
      removedMetricPoints: removedMetricPoints.value, returnedPages: returnedPages.value)
  }
}
