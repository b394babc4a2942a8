/// Series as they are stored: column by column, by identity, then by minute.
///
/// All arrays but those that end in `Ends`, `buckets` and `exemplars` have an element for each series.
struct StoredSeries: Sendable {
  /// Where the series of each identity end.
  var seriesEnds: [Int] = []
  var minutes: [Minute] = []
  var counts: [UInt64] = []
  var errorCounts: [UInt64] = []
  var zeroCounts: [UInt64] = []
  var sums: [UInt128] = []
  var minima: [UInt64] = []
  var maxima: [UInt64] = []
  /// Where the buckets of each series end.
  var bucketEnds: [Int] = []
  var buckets: [PackedBucket] = []
  /// Index into `exemplars`, or `noExemplars`.
  var exemplarIndexes: [UInt32] = []
  var exemplars: [Exemplars] = []

  static let noExemplars = UInt32.max

  init() {}

  init(_ series: [Series], identityCount: Int) {
    let order = series.indices.sorted { left, right in
      (series[left].identity, series[left].minute) < (series[right].identity, series[right].minute)
    }
    seriesEnds = Array(repeating: 0, count: identityCount)
    for entry in series { seriesEnds[entry.identity] += 1 }
    for identity in seriesEnds.indices.dropFirst() { seriesEnds[identity] += seriesEnds[identity - 1] }
    for index in order {
      let entry = series[index]
      let durations = entry.statistics.durations
      minutes.append(entry.minute)
      counts.append(durations.count)
      errorCounts.append(entry.statistics.errorCount)
      zeroCounts.append(durations.zeroCount)
      sums.append(durations.sum)
      minima.append(durations.minimum)
      maxima.append(durations.maximum)
      for bucket in durations.buckets { buckets.append(PackedBucket(bucket)) }
      bucketEnds.append(buckets.count)
      append(entry.statistics.exemplars)
    }
  }

  /// Adds the exemplars of the next series.
  mutating func append(_ own: Exemplars) {
    exemplarIndexes.append(own.isEmpty ? Self.noExemplars : UInt32(exemplars.count))
    if !own.isEmpty { exemplars.append(own) }
  }

  /// Where the buckets of a series stand, in ascending order.
  @inline(__always)
  func bucketRange(of series: Int) -> Range<Int> { (series == 0 ? 0 : bucketEnds[series - 1])..<bucketEnds[series] }

  /// The same, one object a series.
  var series: [Series] {
    var list: [Series] = []
    list.reserveCapacity(minutes.count)
    for (identity, end) in seriesEnds.enumerated() {
      for index in list.count..<end {
        var statistics = CallStatistics()
        statistics.durations = DurationHistogram(
          zeroCount: zeroCounts[index], buckets: buckets[bucketRange(of: index)].map(\.bucket))
        statistics.durations.minimum = minima[index]
        statistics.durations.maximum = maxima[index]
        statistics.durations.sum = sums[index]
        statistics.errorCount = errorCounts[index]
        let own = exemplarIndexes[index]
        if own != Self.noExemplars { statistics.exemplars = exemplars[Int(own)] }
        list.append(Series(identity: identity, minute: minutes[index], statistics: statistics))
      }
    }
    return list
  }
}
