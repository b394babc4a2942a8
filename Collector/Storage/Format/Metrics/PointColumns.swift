import TelemetryModel

/// Takes the columns of points, one after the other; `PointColumnSource` gives them back in the same order.
protocol PointColumnSink {
  /// Integers of any kind. Signed ones come as two's complement: what is compared is their difference.
  mutating func numbers(_ column: [UInt64])
  /// The bits of doubles.
  mutating func doubles(_ column: [UInt64])
  /// Bits that no encoding shrinks.
  mutating func random(_ column: [UInt64])
}

/// The order in which the fields of points become columns: the definition of what lies in a group of a segment.
///
///     times, start times, flags, kinds
///     ints, doubles                                                   of the rows of these kinds
///     histograms: counts, statistics, bounds; bucket counts
///     exponential histograms: counts, statistics, scales, zero counts, zero thresholds;
///       positive offsets and bucket counts, negative offsets and bucket counts
///     summaries: counts, sums; quantiles and values
///     exemplars: numbers of them; times less that of their point, kinds, ints, doubles;
///       which IDs they have, the IDs; attribute shapes, payloads
///
/// Statistics are a column of bits (1 sum, 2 minimum, 4 maximum) and a column of doubles for each. Lists are a column
/// of their lengths; then, where all are equally long, a column for each place, else one column of all.
struct PointColumns {
  private let batch: MetricBatch
  private let rows: Range<Int>

  init(_ batch: MetricBatch, _ rows: Range<Int>) {
    self.batch = batch
    self.rows = rows
  }

  func write(to sink: inout some PointColumnSink) {
    sink.numbers(batch.times[rows].map(\.nanoseconds))
    sink.numbers(batch.startTimes[rows].map(\.nanoseconds))
    sink.numbers(batch.flags[rows].map { UInt64($0) })
    sink.numbers(batch.kinds[rows].map { UInt64($0.rawValue) })
    sink.numbers(values(.int))
    sink.doubles(values(.double))
    writeHistograms(values(.histogram).map { batch.histograms[Int($0)] }, to: &sink)
    let exponential = values(.exponentialHistogram).map { batch.exponentialHistograms[Int($0)] }
    writeExponentialHistograms(exponential, to: &sink)
    writeSummaries(values(.summary).map { batch.summaries[Int($0)] }, to: &sink)
    writeExemplars(to: &sink)
  }

  private func values(_ kind: PointKind) -> [UInt64] {
    rows.lazy.filter { batch.kinds[$0] == kind }.map { batch.values[$0] }
  }

  private func writeHistograms(_ entries: [HistogramEntry], to sink: inout some PointColumnSink) {
    if entries.isEmpty { return }
    sink.numbers(entries.map(\.count))
    Self.writeStatistics(entries.map { ($0.sum, $0.min, $0.max) }, to: &sink)
    sink.numbers(entries.map { UInt64($0.bounds) })
    writeBuckets(entries.map(\.buckets), to: &sink)
  }

  private func writeExponentialHistograms(
    _ entries: [ExponentialHistogramEntry], to sink: inout some PointColumnSink
  ) {
    if entries.isEmpty { return }
    sink.numbers(entries.map(\.count))
    Self.writeStatistics(entries.map { ($0.sum, $0.min, $0.max) }, to: &sink)
    sink.numbers(entries.map { UInt64(bitPattern: Int64($0.scale)) })
    sink.numbers(entries.map(\.zeroCount))
    sink.doubles(entries.map(\.zeroThreshold.bitPattern))
    sink.numbers(entries.map { UInt64(bitPattern: Int64($0.positiveOffset)) })
    writeBuckets(entries.map(\.positive), to: &sink)
    sink.numbers(entries.map { UInt64(bitPattern: Int64($0.negativeOffset)) })
    writeBuckets(entries.map(\.negative), to: &sink)
  }

  private func writeSummaries(_ entries: [SummaryEntry], to sink: inout some PointColumnSink) {
    if entries.isEmpty { return }
    sink.numbers(entries.map(\.count))
    sink.doubles(entries.map(\.sum.bitPattern))
    let lists = entries.map { batch.quantiles[$0.quantileRange] }
    sink.numbers(lists.map { UInt64($0.count) })
    Self.forEachColumn(of: lists.map { $0.map(\.quantile.bitPattern) }) { sink.doubles($0) }
    Self.forEachColumn(of: lists.map { $0.map(\.value.bitPattern) }) { sink.doubles($0) }
  }

  private func writeExemplars(to sink: inout some PointColumnSink) {
    sink.numbers(rows.map { UInt64(batch.exemplarRange(of: $0).count) })
    let times = rows.flatMap { row in
      batch.exemplars[batch.exemplarRange(of: row)].map { $0.time.nanoseconds &- batch.times[row].nanoseconds }
    }
    if times.isEmpty { return }
    let first = batch.exemplarRange(of: rows.lowerBound).lowerBound
    let exemplars = batch.exemplars[first..<first + times.count]
    sink.numbers(times)
    sink.numbers(exemplars.map { UInt64($0.kind.rawValue) })
    sink.numbers(exemplars.filter { $0.kind == .int }.map(\.value))
    sink.doubles(exemplars.filter { $0.kind == .double }.map(\.value))
    sink.numbers(exemplars.map { ($0.traceID.isValid ? 1 : 0) | ($0.spanID.isValid ? 2 : 0) })
    sink.random(exemplars.filter(\.traceID.isValid).flatMap { [$0.traceID.high, $0.traceID.low] })
    sink.random(exemplars.filter(\.spanID.isValid).map(\.spanID.rawValue))
    sink.numbers(exemplars.map { UInt64($0.filteredAttributes.shape) })
    sink.numbers(exemplars.flatMap { batch.payloads[batch.payloadRange(of: $0.filteredAttributes)] })
  }

  private static func writeStatistics(
    _ list: [(sum: Double?, min: Double?, max: Double?)], to sink: inout some PointColumnSink
  ) {
    sink.numbers(list.map { ($0.sum == nil ? 0 : 1) | ($0.min == nil ? 0 : 2) | ($0.max == nil ? 0 : 4) })
    sink.doubles(list.compactMap(\.sum?.bitPattern))
    sink.doubles(list.compactMap(\.min?.bitPattern))
    sink.doubles(list.compactMap(\.max?.bitPattern))
  }

  private func writeBuckets(_ lists: [BucketList], to sink: inout some PointColumnSink) {
    let lists = lists.map { Array(batch.bucketCounts(of: $0)) }
    sink.numbers(lists.map { UInt64($0.count) })
    Self.forEachColumn(of: lists) { sink.numbers($0) }
  }

  private static func forEachColumn(of lists: [[UInt64]], _ body: ([UInt64]) -> Void) {
    let length = lists[0].count
    if lists.allSatisfy({ $0.count == length }) {
      for place in 0..<length { body(lists.map { $0[place] }) }
    } else {
      body(lists.flatMap(\.self))
    }
  }
}
