package import Rollups
import TelemetryModel
package import TelemetryStorage

/// Calls from one service to another, or to something that sends no spans itself.
package struct Dependency: Hashable, Sendable {
  package let caller: String
  package let callee: String
  package let link: EdgeIdentity.Link
  package var callCount: UInt64
  package var errorCount: UInt64
  package var durationNanoseconds: UInt128
}

/// Who called whom in a range of minutes.
package struct DependencyAnswer: Sendable {
  /// The range that was asked for, rounded outwards to whole minutes.
  package let minutes: ClosedRange<Minute>
  /// By falling number of calls.
  package let dependencies: [Dependency]
  /// Damaged rollups and segments whose calls are missing in the figures.
  package let damagedCount: Int
}

extension QueryEngine {
  /// Who called whom in a range of time, from rollups. What counts as a call is described with `EdgeIdentity.Link`.
  package func dependencies(_ range: TimeRange) throws(QueryError) -> DependencyAnswer {
    let minutes = ClosedRange(touching: range)
    var strings = StringTable()
    var numbers: [EdgeIdentity: Int] = [:]
    var found: [(edge: EdgeIdentity, sums: (calls: UInt64, errors: UInt64, duration: UInt128))] = []
    let coverage = try forEachRollup(in: minutes, by: .hour) { rollup throws(QueryError) in
      let edges = rollup.edges
      let seriesMinutes = rollup.resolution.start(of: minutes.lowerBound)...minutes.upperBound
      for (index, identity) in edges.identities.enumerated() {
        let series = edges.series(of: index, in: seriesMinutes)
        if series.isEmpty { continue }
        let edge = identity.carried { strings.intern(rollup.strings[$0]) }
        let number = numbers[edge] ?? found.count
        if number == found.count {
          guard found.count < limits.redPointCount else {
            throw QueryError(.resultTooLarge, "more than \(limits.redPointCount) dependencies; use a shorter range")
          }
          numbers[edge] = number
          found.append((edge, (0, 0, 0)))
        }
        for place in series {
          found[number].sums.calls += edges.counts[place]
          found[number].sums.errors += edges.errorCounts[place]
          found[number].sums.duration += edges.sums[place]
        }
      }
    }
    let dependencies = found.map { edge, sums in
      Dependency(
        caller: strings.text(edge.caller), callee: strings.text(edge.callee), link: edge.link, callCount: sums.calls,
        errorCount: sums.errors, durationNanoseconds: sums.duration)
    }
    return DependencyAnswer(
      minutes: minutes,
      dependencies: dependencies.sorted { left, right in
        left.callCount != right.callCount
          ? left.callCount > right.callCount
          : (left.caller, left.callee, left.link.rawValue) < (right.caller, right.callee, right.link.rawValue)
      }, damagedCount: coverage.damagedCount)
  }
}
