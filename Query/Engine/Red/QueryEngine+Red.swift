import Rollups
import TelemetryModel
import TelemetryStorage

extension QueryEngine {
  /// Rates, errors and durations of the spans that a query is about, from rollups.
  ///
  /// Counts, errors, sums and extremes are exact, quantiles within 1.1 %. Spans that retention has removed count as long
  /// as their rollups are kept. Throws `resultTooLarge` beyond `QueryLimits.redPointCount`.
  package func red(_ query: RedQuery) throws(QueryError) -> RedAnswer {
    var cells = try RedCells(query, limits)
    let coverage = try forEachRollup(in: query.minutes) { rollup throws(QueryError) in try cells.add(rollup) }
    var points = [[RedPoint]](repeating: [], count: cells.groups.count)
    let range = query.minutes
    cells.forEachCell { index, quantiles, exemplars in
      let cell = cells.cells[index]
      let (group, step) = index.quotientAndRemainder(dividingBy: cells.stepCount)
      let offset = step * cells.stepMinutes
      let rest = Int(range.upperBound - range.lowerBound) + 1 - offset
      points[group].append(
        RedPoint(
          minute: range.lowerBound + Minute(offset), minuteCount: min(cells.stepMinutes, rest), count: cell.count,
          errorCount: cell.errorCount, sumNanoseconds: cell.sum, minimumNanoseconds: cell.minimum,
          maximumNanoseconds: cell.maximum, quantilesNanoseconds: quantiles,
          statusClassCounts: (0...5).map { cell.statusClasses[$0] }, exemplars: exemplars))
    }
    let groups = zip(cells.groups, points).map { group, points in
      RedGroup(
        service: query.grouping.contains(.service) ? cells.strings.text(group.service) : nil,
        operation: query.grouping.contains(.operation) ? cells.strings.text(group.operation) : nil,
        kind: query.grouping.contains(.kind) ? group.kind : nil, points: points)
    }
    return RedAnswer(
      minutes: range, stepMinutes: cells.stepMinutes, groups: groups.sortedByCalls, damagedCount: coverage.damagedCount)
  }

  /// Offers the rollups of some minutes until the deadline.
  func forEachRollup(
    in minutes: ClosedRange<Minute>, _ visit: (RollupColumns) throws(QueryError) -> Void
  ) throws(QueryError) -> RollupCoverage {
    let deadline = Deadline(after: limits.timeout)
    var failure: QueryError?
    let coverage: RollupCoverage
    do throws(StoreError) {
      coverage = try rollups.rollups(in: minutes, by: .minute) { rollup in
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
  fileprivate var sortedByCalls: [RedGroup] {
    let counts = map(\.count)
    return indices.sorted { left, right in
      if counts[left] != counts[right] { return counts[left] > counts[right] }
      return self[left].precedes(self[right])
    }.map { self[$0] }
  }
}

extension RedGroup {
  fileprivate func precedes(_ other: RedGroup) -> Bool {
    if service != other.service { return (service ?? "") < (other.service ?? "") }
    if operation != other.operation { return (operation ?? "") < (other.operation ?? "") }
    return (kind?.rawValue ?? 0) < (other.kind?.rawValue ?? 0)
  }
}
