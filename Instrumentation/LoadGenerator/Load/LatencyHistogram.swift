/// How latencies are spread, to three significant digits (Gil Tene's HDR histogram).
///
/// Up to 2,047 ns every nanosecond has a count of its own; from there on each doubling has 1,024 counts, so that a value
/// read back is less than 0.1 % above what was recorded. Takes at most 270 kB.
package struct LatencyHistogram: Sendable {
  private static let halfCount = 1_024

  private var counts: [UInt64] = []
  package private(set) var count: UInt64 = 0
  /// The longest latency, exactly; 0 while there is none.
  package private(set) var maximum: UInt64 = 0
  private var sum = 0.0

  package init() {}

  /// - Parameter nanoseconds: beyond `LoadLimits.longestLatency` counted as that.
  package mutating func record(_ nanoseconds: UInt64) {
    let value = min(nanoseconds, LoadLimits.longestLatency)
    let index = Self.index(of: value)
    if index >= counts.count { counts += repeatElement(0, count: index + 1 - counts.count) }
    counts[index] += 1
    count += 1
    maximum = max(maximum, value)
    sum += Double(value)
  }

  package mutating func record(_ duration: Duration) {
    record(UInt64(max(0, duration / .nanoseconds(1))))
  }

  package mutating func merge(_ other: LatencyHistogram) {
    if other.counts.count > counts.count {
      counts += repeatElement(0, count: other.counts.count - counts.count)
    }
    for (index, added) in other.counts.enumerated() { counts[index] += added }
    count += other.count
    maximum = max(maximum, other.maximum)
    sum += other.sum
  }

  /// In nanoseconds; 0 while there is none.
  package var mean: Double { count > 0 ? sum / Double(count) : 0 }

  /// The latency, in nanoseconds, that a share of all does not exceed; 0 while there is none.
  ///
  /// - Parameter share: 0 to 1; 0.5 is the median.
  package func percentile(_ share: Double) -> UInt64 {
    guard count > 0 else { return 0 }
    let rank = UInt64(max(1, (min(max(share, 0), 1) * Double(count)).rounded(.up)))
    var passed: UInt64 = 0
    for (index, own) in counts.enumerated() {
      passed += own
      if passed >= rank { return min(Self.highest(of: index), maximum) }
    }
    return maximum
  }

  private static func index(of value: UInt64) -> Int {
    let shift = max(0, 53 - value.leadingZeroBitCount)
    return shift * halfCount + Int(truncatingIfNeeded: value >> UInt64(shift))
  }

  /// The highest value that has a count in common with the others there.
  private static func highest(of index: Int) -> UInt64 {
    if index < 2 * halfCount { return UInt64(index) }
    let shift = index / halfCount - 1
    return (UInt64(index - shift * halfCount + 1) << UInt64(shift)) - 1
  }
}
