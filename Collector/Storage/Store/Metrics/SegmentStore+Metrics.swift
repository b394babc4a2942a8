import SegmentFormat
import Synchronization
package import TelemetryModel
package import TelemetryStorage

extension SegmentStore: MetricPointSink, MetricPointSource {
  package func append(_ batches: [MetricBatch]) throws(StoreError) {
    guard batches.contains(where: { !$0.isEmpty }) else { return }
    try withWriter { (writer) throws(StoreError) in try writer.append(batches) }
  }

  /// A segment with a damaged directory is left out, one with damaged points loads as none, see `SegmentStore`.
  package func scanMetrics(
    _ times: TimeRange, _ visit: (MetricPortion) throws(StoreError) -> ScanStep
  ) throws(StoreError) {
    try readMetrics { (reader, catalog) throws(StoreError) in
      let visitation = Visitation()
      defer { visitation.isOver = true }
      for entry in catalog.segments(in: times) {
        guard let segment = try undamagedDirectory(entry, reader) else { continue }
        let portion = MetricPortion(
          id: entry.id, times: entry.times, pointCount: entry.pointCount, tables: segment.tables
        ) { [self] (times, isChosen) throws(StoreError) in
          precondition(!visitation.isOver, "a portion is loaded inside the visit only")
          return try undamaged(entry.id) { () throws(StoreError) in
            try reader.metricPoints(entry.id, segment, in: times, of: isChosen)
          } ?? MetricBatch()
        }
        if try visit(portion) == .stop { return }
      }
    }
  }

  /// Whether the scan that made a portion has returned.
  private final class Visitation {
    var isOver = false
  }

  /// Runs `body` in one read transaction, with the catalog of exactly the metric segments that it sees.
  func readMetrics<Result: Sendable>(
    _ body: (SegmentReader, MetricCatalog) throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    try readers.withReader { (reader) throws(StoreError) in
      try body(reader, try current(metrics.catalog, reader.metricSegments, reader))
    }
  }

  /// Figures for metrics; what cannot be found out is as it was last seen.
  func metricStatistics() -> MetricStatistics {
    try? readMetrics { _, _ in }
    let levels = metrics.catalog.withLock { $0.levels }
    return MetricStatistics(
      committedPoints: counters.committedMetricPoints.value, levelZero: levels[0], levelOne: levels[1])
  }

  /// All points of a segment; `nil` when it comes upon damage.
  func undamagedMetrics(_ entry: MetricSegmentEntry, _ reader: SegmentReader) throws(StoreError) -> MetricBatch? {
    guard let segment = try undamagedDirectory(entry, reader) else { return nil }
    return try undamaged(entry.id) { () throws(StoreError) in try reader.metricPoints(entry.id, segment) }
  }

  /// What a segment says of itself; `nil` when it comes upon damage.
  func undamagedDirectory(
    _ entry: MetricSegmentEntry, _ reader: SegmentReader
  ) throws(StoreError) -> MetricSegment? {
    try undamaged(entry.id) { () throws(StoreError) in
      try metrics.directories.value(of: entry.id) { () throws(StoreError) in
        counters.segmentsRead.add()
        return try reader.metricDirectory(entry.id)
      }
    }
  }

  private func undamaged<Result>(_ id: Int64, _ read: () throws(StoreError) -> Result) throws(StoreError) -> Result? {
    do {
      return try read()
    } catch {
      guard error.code == .corrupt else { throw error }
      damage.add(id, error)
      return nil
    }
  }
}
