/// Adds up the buckets of many series in one array over all buckets, of which only the part in use is looked at.
package struct HistogramAccumulator {
  private var counts = [UInt64](repeating: 0, count: DurationScale.indexes.count)
  private var lowest = Int.max
  private var highest = -1

  package init() {}

  package mutating func add<Identity>(_ columns: SeriesColumns<Identity>, _ series: Int) {
    let range = columns.bucketRange(of: series)
    if range.isEmpty { return }
    lowest = min(lowest, columns.buckets[range.lowerBound].place)
    highest = max(highest, columns.buckets[range.upperBound - 1].place)
    for index in range {
      let bucket = columns.buckets[index]
      counts[bucket.place] += bucket.count
    }
  }

  /// Adds the buckets of a histogram, and nothing else of it.
  package mutating func add(_ histogram: DurationHistogram) {
    for bucket in histogram.buckets {
      let place = bucket.index - DurationScale.indexes.lowerBound
      lowest = min(lowest, place)
      highest = max(highest, place)
      counts[place] += bucket.count
    }
  }

  /// The histogram of what was added, with the figures that were added up beside it; then begins anew.
  package mutating func finish(
    zeroCount: UInt64, minimum: UInt64, maximum: UInt64, sum: UInt128
  ) -> DurationHistogram {
    let used = lowest <= highest ? lowest..<highest + 1 : 0..<0
    defer {
      for place in used { counts[place] = 0 }
      (lowest, highest) = (.max, -1)
    }
    return DurationHistogram(
      counts: counts[used], zeroCount: zeroCount, minimum: minimum, maximum: maximum, sum: sum)
  }
}
