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

  package static var noExemplars: UInt32 { StoredSeries.noExemplars }

  convenience init(_ set: SeriesSet<Identity>) {
    self.init(
      identities: set.identities, StoredSeries(set.series, identityCount: set.identities.count))
  }

  /// - Parameter series: those of the identities.
  init(identities: [Identity], _ series: StoredSeries) {
    self.identities = identities
    seriesEnds = series.seriesEnds
    minutes = series.minutes
    counts = series.counts
    errorCounts = series.errorCounts
    zeroCounts = series.zeroCounts
    sums = series.sums
    minima = series.minima
    maxima = series.maxima
    bucketEnds = series.bucketEnds
    buckets = series.buckets
    exemplarIndexes = series.exemplarIndexes
    exemplars = series.exemplars
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

  var bucket: DurationHistogram.Bucket {
    DurationHistogram.Bucket(index: place + DurationScale.indexes.lowerBound, count: count)
  }

  /// From 0; `DurationScale.indexes.lowerBound` has been taken off.
  @inline(__always)
  var place: Int { Int(bits >> 48) }

  @inline(__always)
  var count: UInt64 { bits & 0xFFFF_FFFF_FFFF }
}
