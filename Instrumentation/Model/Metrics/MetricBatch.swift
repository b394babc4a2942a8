/// Points of metrics as columns, with the same tables as `SpanBatch` and two more: metrics, and series of their points.
///
/// Row `i` of every column belongs to point `i`. What the points of a series share stands in `series` and `metrics`
/// once; a row is a few numbers. Rows keep the order in which they were added, attributes the order in which they
/// were sent.
package struct MetricBatch: TelemetryBatch {
  // Tables
  package var strings = StringTable()
  package var shapes = AttributeShapeTable()
  package var payloads: [UInt64] = []
  package var resources: [ResourceEntry] = []
  package var scopes: [ScopeEntry] = []
  package var metrics: [MetricEntry] = []
  package var series: [SeriesEntry] = []
  package var bounds = BoundsTable()

  // Columns, one element per point
  /// Index into `series`.
  package var seriesIndexes: [UInt32] = []
  package var times: [Timestamp] = []
  package var startTimes: [Timestamp] = []
  package var flags: [UInt32] = []
  /// What each element of `values` stands for.
  package var kinds: [PointKind] = []
  package var values: [UInt64] = []
  /// Where the exemplars of each point end in `exemplars`.
  package var exemplarEnds: [UInt32] = []

  // What hangs below points
  package var histograms: [HistogramEntry] = []
  package var exponentialHistograms: [ExponentialHistogramEntry] = []
  package var summaries: [SummaryEntry] = []
  package var quantiles: [QuantileValue] = []
  /// The counts of all buckets (`BucketCounts`).
  package var bucketBytes: [UInt8] = []
  /// In row order.
  package var exemplars: [ExemplarEntry] = []

  // Where `intern` finds equal entries; each catches up with its table when it is used
  package var resourceIndex = EntryIndex()
  package var scopeIndex = EntryIndex()
  var metricIndex = EntryIndex()
  var seriesIndex = EntryIndex()

  package init() {}

  @inlinable
  package var count: Int { seriesIndexes.count }

  /// Makes room for `rowCount` rows in every column.
  package mutating func reserveRows(_ rowCount: Int) {
    seriesIndexes.reserveCapacity(rowCount)
    times.reserveCapacity(rowCount)
    startTimes.reserveCapacity(rowCount)
    flags.reserveCapacity(rowCount)
    kinds.reserveCapacity(rowCount)
    values.reserveCapacity(rowCount)
    exemplarEnds.reserveCapacity(rowCount)
  }

  /// The metric of a row.
  @inlinable
  package func metric(of row: Int) -> MetricEntry { metrics[Int(series[Int(seriesIndexes[row])].metric)] }

  @inline(__always)
  package func exemplarRange(of row: Int) -> Range<Int> {
    (row == 0 ? 0 : Int(exemplarEnds[row - 1]))..<Int(exemplarEnds[row])
  }

  package func bucketCounts(of list: BucketList) -> BucketCounts { BucketCounts(bucketBytes[list.range]) }

  /// Whether a row says that its series has no value now.
  @inlinable
  package func hasNoRecordedValue(_ row: Int) -> Bool { flags[row] & PointFlags.noRecordedValue != 0 }

  /// Gives points that carry no time the moment of their receipt: a series needs every point's place in time.
  package mutating func stampUntimed(at moment: Timestamp) {
    for row in 0..<count where times[row].nanoseconds == 0 { times[row] = moment }
  }

  /// A batch with the tables of this one, codes and all, and no rows.
  package var withoutRows: MetricBatch {
    var batch = MetricBatch()
    batch.strings = strings
    batch.shapes = shapes
    batch.payloads = payloads
    batch.resources = resources
    batch.scopes = scopes
    batch.metrics = metrics
    batch.series = series
    batch.bounds = bounds
    return batch
  }

  /// About how many bytes of memory the batch holds. O(1).
  package var estimatedByteCount: Int {
    let tables = strings.arena.count + strings.count * 20 + payloads.count * 8
    let entries = metrics.count * 36 + series.count * 20 + bounds.values.count * 8 + bucketBytes.count
    let points = count * 37 + histograms.count * 72 + exponentialHistograms.count * 112 + summaries.count * 24
    return tables + entries + points + quantiles.count * 16 + exemplars.count * 56
  }
}
