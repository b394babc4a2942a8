import Rollups
import TelemetryModel
import TelemetryStorage

extension QueryEngine {
  /// Rates, errors and durations of the spans that a query is about.
  ///
  /// Counts, errors, sums and extremes are exact, quantiles within 1.1 %. From rollups, which outlive their spans; what
  /// these do not know is counted span by span, see `RedAnswer.Source`. Throws `resultTooLarge` beyond
  /// `QueryLimits.redPointCount`.
  package func red(_ query: RedQuery) throws(QueryError) -> RedAnswer {
    query.asksSpans ? try redOfSpans(query) : try redOfRollups(query)
  }

  private func redOfRollups(_ query: RedQuery) throws(QueryError) -> RedAnswer {
    var cells = try RedCells(query, limits)
    let grid = cells.grid
    let coverage = try forEachRollup(in: grid.minutesToRead, by: grid.resolution) { rollup throws(QueryError) in
      try cells.add(rollup)
    }
    var points = [[RedPoint]](repeating: [], count: cells.groups.count)
    cells.forEachCell { index, quantiles, exemplars in
      let cell = cells.cells[index]
      let (group, step) = index.quotientAndRemainder(dividingBy: grid.stepCount)
      points[group].append(
        RedPoint(
          minute: grid.firstMinute(ofStep: step), minuteCount: grid.minuteCount(ofStep: step), count: cell.count,
          errorCount: cell.errorCount, sumNanoseconds: cell.sum, minimumNanoseconds: cell.minimum,
          maximumNanoseconds: cell.maximum, quantilesNanoseconds: quantiles,
          statusClassCounts: (0...5).map { cell.statusClasses[$0] }, exemplars: exemplars))
    }
    let groups = zip(cells.groups, points).map { RedGroup(labels: $0, points: $1) }
    return RedAnswer(
      source: .rollups, minutes: grid.minutes, stepMinutes: grid.stepMinutes, groups: groups.sortedByCalls,
      damagedCount: coverage.damagedCount)
  }

  /// Offers the rollups of some minutes until the deadline.
  func forEachRollup(
    in minutes: ClosedRange<Minute>, by resolution: RollupResolution,
    _ visit: (RollupColumns) throws(QueryError) -> Void
  ) throws(QueryError) -> RollupCoverage {
    let deadline = Deadline(after: limits.timeout)
    var failure: QueryError?
    let coverage: RollupCoverage
    do throws(StoreError) {
      coverage = try rollups.rollups(in: minutes, by: resolution) { rollup in
        do throws(QueryError) {
          try deadline.check()
          try visit(rollup)
          return .continue
        } catch {
          failure = error
          return .stop
        }
      }
    } catch {
      throw QueryError(error)
    }
    if let failure { throw failure }
    return coverage
  }
}

extension [RedGroup] {
  var sortedByCalls: [RedGroup] {
    let counts = map(\.count)
    return indices.sorted { left, right in
      if counts[left] != counts[right] { return counts[left] > counts[right] }
      return self[left].precedes(self[right])
    }.map { self[$0] }
  }
}

extension RedGroup {
  fileprivate func precedes(_ other: RedGroup) -> Bool {
    for (own, others) in zip(labels, other.labels) where own.text != others.text {
      return (own.text ?? "") < (others.text ?? "")
    }
    return false
  }
}
