import Rollups
import TelemetryModel
import TestSupport
import Testing

@Suite("Rollups by hours")
struct RollupResolutionTests {
  /// What a rollup counts of an operation in one step of time.
  private struct Figures: Equatable {
    var count: UInt64 = 0
    var errorCount: UInt64 = 0
    var zeroCount: UInt64 = 0
    var sum: UInt128 = 0
    var extremes: ClosedRange<UInt64>?
    var buckets: [Int: UInt64] = [:]
    /// The slowest call and the slowest that failed.
    var slowest: [UInt64?] = []
  }

  private struct Key: Hashable {
    let identity: OperationIdentity
    let minute: Minute
  }

  private func figures(_ columns: RollupColumns, at start: (Minute) -> Minute) -> [Key: Figures] {
    let operations = columns.operations
    var result: [Key: Figures] = [:]
    for (number, identity) in operations.identities.enumerated() {
      for series in operations.series(of: number, in: 0...Minute.max) {
        var own = result[Key(identity: identity, minute: start(operations.minutes[series]))] ?? Figures()
        own.count += operations.counts[series]
        own.errorCount += operations.errorCounts[series]
        own.zeroCount += operations.zeroCounts[series]
        own.sum += operations.sums[series]
        own.extremes =
          min(
            own.extremes?.lowerBound ?? .max, operations.minima[series])...max(
            own.extremes?.upperBound ?? 0, operations.maxima[series])
        operations.forEachBucket(of: series) { place, count in own.buckets[place, default: 0] += count }
        let index = operations.exemplarIndexes[series]
        if index != SeriesColumns<OperationIdentity>.noExemplars {
          let exemplars = operations.exemplars[Int(index)]
          let found = [exemplars.slowest, exemplars.error].map { $0?.durationNanoseconds }
          own.slowest = own.slowest.isEmpty ? found : zip(own.slowest, found).map { [$0, $1].compactMap(\.self).max() }
        }
        result[Key(identity: identity, minute: start(operations.minutes[series]))] = own
      }
    }
    return result
  }

  @Test("count what their minutes count", arguments: UInt64(1)...5)
  func hoursAreSumsOfMinutes(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let spans = RandomTraces.make(seed: seed, traceCount: 60).map { span in
      var span = span
      // Over some ten hours.
      span.startTime = Timestamp(nanoseconds: span.startTime.nanoseconds + generator.next() % 36_000_000_000_000)
      return span
    }
    var builder = RollupBuilder()
    builder.add(SpanBatch(spans))
    let minutes = RollupColumns(builder.finish())
    let hours = minutes.hourly()
    #expect(hours.resolution == .hour)
    #expect(hours.operations.minutes.allSatisfy { $0 % 60 == 0 })
    #expect(hours.operations.minutes.count < minutes.operations.minutes.count)
    #expect(figures(hours) { $0 } == figures(minutes) { $0 / 60 * 60 }, "seed \(seed)")
    #expect(hours.edges.counts.reduce(0, +) == minutes.edges.counts.reduce(0, +))
  }
}
