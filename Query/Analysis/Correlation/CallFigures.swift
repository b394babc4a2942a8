/// Rate, errors and durations of a handful of calls: exact, for all of them are at hand.
package struct CallFigures: Sendable {
  package private(set) var errorCount = 0
  /// Of the spans on the critical paths.
  package internal(set) var criticalNanoseconds: UInt64 = 0
  private var durations: [UInt64] = []

  mutating func add(durationNanoseconds: UInt64, hasFailed: Bool) {
    durations.append(durationNanoseconds)
    if hasFailed { errorCount += 1 }
  }

  /// Sorts the durations; to be called once all are added.
  mutating func settle() { durations.sort() }

  package var count: Int { durations.count }

  /// The nearest rank: the shortest duration that at least this fraction of the calls does not exceed; `nil` without
  /// calls.
  package func quantile(_ fraction: Double) -> UInt64? {
    if durations.isEmpty { return nil }
    let rank = (fraction * Double(durations.count)).rounded(.up)
    return durations[min(max(Int(rank), 1), durations.count) - 1]
  }

  package var longest: UInt64? { durations.last }
}
