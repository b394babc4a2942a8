package import TelemetryModel

/// A part of the stored points: which series it has is known, their points are read only when asked for.
package struct MetricPortion {
  /// Portions of one source that have the same ID have the same tables, also in later scans.
  package let id: Int64
  /// From the earliest to the latest time of its points.
  package let times: TimeRange
  package let pointCount: Int
  /// A batch without rows. Its codes are those of every batch that `load` reads.
  package let tables: MetricBatch
  private let read: (TimeRange, _ isChosen: (UInt32) -> Bool) throws(StoreError) -> MetricBatch

  package init(
    id: Int64, times: TimeRange, pointCount: Int, tables: MetricBatch,
    read: @escaping (TimeRange, (UInt32) -> Bool) throws(StoreError) -> MetricBatch
  ) {
    self.id = id
    self.times = times
    self.pointCount = pointCount
    self.tables = tables
    self.read = read
  }

  /// Reads and decodes the points in a range of times of the chosen series.
  ///
  /// - Parameter isChosen: whether a series, by its index in `tables.series`, is wanted.
  package func load(
    in times: TimeRange = .all, of isChosen: (UInt32) -> Bool = { _ in true }
  ) throws(StoreError) -> MetricBatch {
    try read(times, isChosen)
  }
}
