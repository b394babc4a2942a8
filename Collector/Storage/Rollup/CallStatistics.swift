/// What is known of many calls: how many, how many of them failed, how long they took, and a few of them.
package struct CallStatistics: Hashable, Sendable {
  package internal(set) var errorCount: UInt64 = 0
  package internal(set) var durations = DurationHistogram()
  package internal(set) var exemplars = Exemplars()

  package init() {}

  package var count: UInt64 { durations.count }

  package mutating func merge(_ other: CallStatistics) {
    errorCount += other.errorCount
    durations.merge(other.durations)
    exemplars.merge(other.exemplars, median: durations.quantile(0.5) ?? 0)
  }
}
