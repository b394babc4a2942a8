package import PromQL
package import Rollups
package import TelemetryModel
import TelemetryStorage

/// Series that spans yield: rates, errors and durations by operation, and calls between services, made of rollups.
///
/// Nothing of them is stored. Counters have a sample at the end of each minute that is over, and begin, at zero, at a
/// full hour at least `SpanSeriesLimits.counterLeadMinutes` before the first sample that is read. So two queries of
/// different ranges may see different values, but always the same growth: `rate` and `increase` over whole minutes are
/// exact. A series is there, if flat, for the whole range when anything counted in it since the counters began.
package struct SpanSeriesSource: Sendable {
  let rollups: any RollupSource
  let limits: SpanSeriesLimits
  let now: @Sendable () -> Timestamp
  private var warnings: SourceWarnings?

  package init(
    _ rollups: any RollupSource, limits: SpanSeriesLimits = SpanSeriesLimits(), now: @escaping @Sendable () -> Timestamp
  ) {
    self.rollups = rollups
    self.limits = limits
    self.now = now
  }

  package func reporting(to warnings: SourceWarnings) -> any MetricSource {
    var source = self
    source.warnings = warnings
    return source
  }

  /// Offers the rollups of some minutes until the time is over.
  func forEachRollup(
    in minutes: ClosedRange<Minute>, _ visit: (RollupColumns) throws(PromQLError) -> Void
  ) throws(PromQLError) {
    let deadline = ContinuousClock.now + limits.timeout
    var failure: PromQLError?
    let coverage: RollupCoverage
    do {
      coverage = try rollups.rollups(in: minutes, by: .minute) { rollup in
        do throws(PromQLError) {
          guard ContinuousClock.now < deadline else {
            throw PromQLError(.timeout, "reading rollups of spans took longer than \(limits.timeout)")
          }
          try visit(rollup)
          return .continue
        } catch {
          failure = error
          return .stop
        }
      }
    } catch {
      throw PromQLError(.storage, error.message)
    }
    if let failure { throw failure }
    if coverage.damagedCount > 0 {
      warnings?.add("\(coverage.damagedCount) damaged rollups or segments are left out of what spans yield")
    }
  }
}

extension SpanSeriesSource: MetricSource {
  package func series(
    matching matchers: [LabelMatcher], in range: ClosedRange<Int64>, sampleLimit: Int
  ) throws(PromQLError) -> [SampleSeries] {
    let operations = Selection<OperationIdentity>(matchers)
    let edges = Selection<EdgeIdentity>(matchers)
    if operations.isEmpty && edges.isEmpty { return [] }
    let milliseconds = Int64(now().nanoseconds / 1_000_000)
    guard let grid = try MinuteGrid(range, now: milliseconds, sampleLimit: sampleLimit) else { return [] }
    var operationTally = Tally(operations, grid, sampleLimit: sampleLimit)
    var edgeTally = Tally(edges, grid, sampleLimit: sampleLimit)
    try forEachRollup(in: grid.minutes) { rollup throws(PromQLError) in
      try operationTally.add(rollup)
      try edgeTally.add(rollup)
    }
    let ofOperations = try operationTally.series(sampleLimit: sampleLimit)
    let used = ofOperations.reduce(0) { $0 + $1.values.count }
    return try ofOperations + edgeTally.series(sampleLimit: sampleLimit - used)
  }
}
