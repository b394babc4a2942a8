/// How durations are spread: exact count, sum, minimum and maximum, and quantiles to within 1.1 %.
///
/// An exponential histogram (see `DurationScale`) that holds only the buckets in use, and keeps zero apart. Merging is
/// associative, commutative and loses nothing.
package struct DurationHistogram: Hashable, Sendable {
  package struct Bucket: Hashable, Sendable, BitwiseCopyable {
    package let index: Int
    package internal(set) var count: UInt64
  }

  package private(set) var count: UInt64 = 0
  /// How many durations were zero.
  package private(set) var zeroCount: UInt64 = 0
  /// In ascending order, none of them empty.
  package private(set) var buckets: [Bucket] = []
  /// In nanoseconds, like all that follow; 0 while there is no duration.
  package internal(set) var minimum: UInt64 = 0
  package internal(set) var maximum: UInt64 = 0
  package internal(set) var sum: UInt128 = 0

  package init() {}

  /// The counts of a stored histogram, whose bounds and sum are still to be read.
  init(zeroCount: UInt64, buckets: [Bucket]) {
    count = buckets.reduce(zeroCount) { $0 + $1.count }
    self.zeroCount = zeroCount
    self.buckets = buckets
  }

  /// A histogram that was added up elsewhere.
  ///
  /// - Parameter counts: by place, which is the index of a bucket less the lowest of `DurationScale.indexes`.
  package init(counts: ArraySlice<UInt64>, zeroCount: UInt64, minimum: UInt64, maximum: UInt64, sum: UInt128) {
    var buckets: [Bucket] = []
    for place in counts.indices where counts[place] > 0 {
      buckets.append(Bucket(index: place + DurationScale.indexes.lowerBound, count: counts[place]))
    }
    self.init(zeroCount: zeroCount, buckets: buckets)
    self.minimum = minimum
    self.maximum = maximum
    self.sum = sum
  }

  /// The histogram of durations in nanoseconds, given in ascending order.
  package init(ascending durations: some Sequence<UInt64>) {
    for duration in durations { add(duration) }
  }

  /// Adds one that is not smaller than those before.
  private mutating func add(_ duration: UInt64) {
    if count == 0 { minimum = duration }
    precondition(duration >= maximum, "durations come in ascending order")
    maximum = duration
    count += 1
    sum += UInt128(duration)
    guard duration > 0 else {
      zeroCount += 1
      return
    }
    let index = DurationScale.index(of: duration)
    if let last = buckets.indices.last, buckets[last].index == index {
      buckets[last].count += 1
    } else {
      buckets.append(Bucket(index: index, count: 1))
    }
  }

  package mutating func merge(_ other: DurationHistogram) {
    if other.count == 0 { return }
    minimum = count == 0 ? other.minimum : min(minimum, other.minimum)
    maximum = max(maximum, other.maximum)
    count += other.count
    zeroCount += other.zeroCount
    sum += other.sum
    buckets = Self.merged(buckets, other.buckets)
  }

  private static func merged(_ left: [Bucket], _ right: [Bucket]) -> [Bucket] {
    if left.isEmpty { return right }
    var result: [Bucket] = []
    result.reserveCapacity(left.count + right.count)
    var position = 0
    for bucket in left {
      while position < right.count, right[position].index < bucket.index {
        result.append(right[position])
        position += 1
      }
      var bucket = bucket
      if position < right.count, right[position].index == bucket.index {
        bucket.count += right[position].count
        position += 1
      }
      result.append(bucket)
    }
    result.append(contentsOf: right[position...])
    return result
  }
}

extension DurationHistogram {
  /// The quantile in nanoseconds, `nil` while there is no duration. O(buckets).
  ///
  /// Interpolates linearly between the two durations around rank `fraction` x (count - 1), as spreadsheets do. Each of
  /// them is known to within 1.1 %, the smallest and the largest exactly, and so is the result.
  ///
  /// - Parameter fraction: 0 to 1; 0.5 is the median.
  package func quantile(_ fraction: Double) -> Double? {
    guard count > 0, fraction >= 0, fraction <= 1 else { return nil }
    let rank = fraction * Double(count - 1)
    let below = min(UInt64(rank), count - 1)
    let lower = duration(at: below)
    let share = rank - Double(below)
    return share > 0 ? lower + (duration(at: min(below + 1, count - 1)) - lower) * share : lower
  }

  /// The sum divided by the count.
  package var mean: Double? { count > 0 ? Double(sum) / Double(count) : nil }

  /// What the sum would be if every duration were the shortest of its bucket.
  var leastSum: UInt128 {
    buckets.reduce(0) { $0 + UInt128($1.count) * UInt128(DurationScale.shortest(of: $1.index)) }
  }

  /// About the duration that `position` others precede.
  private func duration(at position: UInt64) -> Double {
    if position == 0 { return Double(minimum) }
    if position == count - 1 { return Double(maximum) }
    var rest = position
    if rest < zeroCount { return 0 }
    rest -= zeroCount
    for bucket in buckets {
      if rest < bucket.count {
        return min(max(DurationScale.estimate(of: bucket.index), Double(minimum)), Double(maximum))
      }
      rest -= bucket.count
    }
    return Double(maximum)
  }
}
