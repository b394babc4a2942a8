import TelemetryModel

/// The series of a rollup as columns, for queries: by identity, then by minute, without an object per series.
///
/// About 80 bytes a series and 8 a bucket. All arrays but those that end in `Ends` and `identities` have an element
/// for each series.
package final class SeriesColumns<Identity: RollupIdentity>: Sendable {
  package let identities: [Identity]
  /// Where the series of each identity end; they begin where those of the one before end.
  package let seriesEnds: [Int]
  /// Rising within an identity.
  package let minutes: [Minute]
  package let counts: [UInt64]
  package let errorCounts: [UInt64]
  package let zeroCounts: [UInt64]
  /// In nanoseconds, like those that follow.
  package let sums: [UInt128]
  package let minima: [UInt64]
  package let maxima: [UInt64]
  /// Where the buckets of each series end.
  let bucketEnds: [Int]
  let buckets: [PackedBucket]
  /// Index into `exemplars`, or `noExemplars`.
  package let exemplarIndexes: [UInt32]
  package let exemplars: [Exemplars]

  package static var noExemplars: UInt32 { .max }

  init(_ set: SeriesSet<Identity>) {
    identities = set.identities
    var order = Array(set.series.indices)
    order.sort { left, right in
      (set.series[left].identity, set.series[left].minute) < (set.series[right].identity, set.series[right].minute)
    }
    let series = order.map { set.series[$0] }
    var seriesEnds = [Int](repeating: 0, count: identities.count)
    for entry in series { seriesEnds[entry.identity] += 1 }
    for identity in seriesEnds.indices.dropFirst() { seriesEnds[identity] += seriesEnds[identity - 1] }
    self.seriesEnds = seriesEnds
    minutes = series.map(\.minute)
    counts = series.map(\.statistics.count)
    errorCounts = series.map(\.statistics.errorCount)
    zeroCounts = series.map(\.statistics.durations.zeroCount)
    sums = series.map(\.statistics.durations.sum)
    minima = series.map(\.statistics.durations.minimum)
    maxima = series.map(\.statistics.durations.maximum)
    var bucketEnds: [Int] = []
    bucketEnds.reserveCapacity(series.count)
    var buckets: [PackedBucket] = []
    var exemplarIndexes: [UInt32] = []
    exemplarIndexes.reserveCapacity(series.count)
    var exemplars: [Exemplars] = []
    for entry in series {
      for bucket in entry.statistics.durations.buckets { buckets.append(PackedBucket(bucket)) }
      bucketEnds.append(buckets.count)
      let own = entry.statistics.exemplars
      exemplarIndexes.append(own.isEmpty ? Self.noExemplars : UInt32(exemplars.count))
      if !own.isEmpty { exemplars.append(own) }
    }
    self.bucketEnds = bucketEnds
    self.buckets = buckets
    self.exemplarIndexes = exemplarIndexes
    self.exemplars = exemplars
  }

  /// The series of an identity that lie in some minutes.
  package func series(of identity: Int, in range: ClosedRange<Minute>) -> Range<Int> {
    let all = (identity == 0 ? 0 : seriesEnds[identity - 1])..<seriesEnds[identity]
    guard let first = all.first, minutes[first] < range.lowerBound || minutes[all.upperBound - 1] > range.upperBound
    else { return all }
    let start = firstSeries(in: all) { $0 >= range.lowerBound }
    return start..<firstSeries(in: start..<all.upperBound) { $0 > range.upperBound }
  }

  private func firstSeries(in range: Range<Int>, whose isBehind: (Minute) -> Bool) -> Int {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high {
      let middle = (low + high) / 2
      if isBehind(minutes[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// Where the buckets of a series stand, in ascending order.
  @inline(__always)
  func bucketRange(of series: Int) -> Range<Int> { (series == 0 ? 0 : bucketEnds[series - 1])..<bucketEnds[series] }

  /// Calls `visit` with the buckets of a series, in ascending order. A place is the index of a bucket less the lowest of
  /// `DurationScale.indexes`.
  package func forEachBucket(of series: Int, _ visit: (_ place: Int, _ count: UInt64) -> Void) {
    for index in bucketRange(of: series) { visit(buckets[index].place, buckets[index].count) }
  }

  /// About how many bytes of memory this takes.
  var byteCount: Int {
    identities.count * MemoryLayout<Identity>.stride + minutes.count * Self.bytesPerSeries
      + buckets.count * MemoryLayout<PackedBucket>.stride + exemplars.count * MemoryLayout<Exemplars>.stride
  }

  private static var bytesPerSeries: Int { 4 + 6 * 8 + 16 + 8 + 4 }
}

/// A bucket of a histogram in 64 bits: 16 for its index, 48 for the count.
struct PackedBucket: Sendable, BitwiseCopyable {
  private let bits: UInt64

  init(_ bucket: DurationHistogram.Bucket) {
    // A stored count is below 2^40, and no batch has more spans.
    precondition(bucket.count < 1 << 48, "a bucket holds fewer than 2^48 calls")
    bits = UInt64(bucket.index - DurationScale.indexes.lowerBound) << 48 | bucket.count
  }

  /// From 0; `DurationScale.indexes.lowerBound` has been taken off.
  @inline(__always)
  var place: Int { Int(bits >> 48) }

  @inline(__always)
  var count: UInt64 { bits & 0xFFFF_FFFF_FFFF }
}
