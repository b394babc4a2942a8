import Rollups

/// Adds up the buckets of many series in one array over all buckets, of which only the part in use is looked at.
struct HistogramAccumulator {
  private var counts = [UInt64](repeating: 0, count: DurationScale.indexes.count)
  private var lowest = Int.max
  private var highest = -1

  mutating func add(_ columns: SeriesColumns<OperationIdentity>, _ series: Int) {
    let buckets = columns.buckets(of: series)
    guard let first = buckets.first, let last = buckets.last else { return }
    lowest = min(lowest, first.place)
    highest = max(highest, last.place)
    for bucket in buckets { counts[bucket.place] += bucket.count }
  }

  /// Adds the buckets of a histogram, and nothing else of it.
  mutating func add(_ histogram: DurationHistogram) {
    for bucket in histogram.buckets {
      let place = bucket.index - DurationScale.indexes.lowerBound
      lowest = min(lowest, place)
      highest = max(highest, place)
      counts[place] += bucket.count
    }
  }

  /// The histogram of what was added, with the figures of a cell beside it; then begins anew.
  mutating func finish(_ cell: RedCells.Cell) -> DurationHistogram {
    guard lowest <= highest else {
      return DurationHistogram(
        counts: [], zeroCount: cell.zeroCount, minimum: cell.minimum, maximum: cell.maximum, sum: cell.sum)
    }
    let used = lowest...highest
    defer {
      for place in used { counts[place] = 0 }
      (lowest, highest) = (.max, -1)
    }
    return DurationHistogram(
      counts: counts[used], zeroCount: cell.zeroCount, minimum: cell.minimum, maximum: cell.maximum, sum: cell.sum)
  }
}
