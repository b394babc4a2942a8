package import TelemetryModel

/// Rate, errors and durations of many spans, by minute; and who called whom.
///
/// Small enough to outlive the spans that it was made from. Rollups of disjoint sets of spans merge into the rollup of
/// all of them: counts, errors, sums and histograms are exact, in whatever order they are merged.
package struct Rollup: Sendable {
  /// The texts that the identities refer to.
  package internal(set) var strings = StringTable()
  /// Every span counts in exactly one series, by the minute in which it started.
  package internal(set) var operations = SeriesSet<OperationIdentity>()
  /// Calls between services; see `EdgeFinder` for what counts as one.
  package internal(set) var edges = SeriesSet<EdgeIdentity>()

  package init() {}

  /// Stands for operations and services beyond `RollupLimits.identityCount`.
  package static let overflowName = "(overflow)"
  /// The caller of a server span that has no parent.
  package static let userName = "user"

  package var isEmpty: Bool { operations.series.isEmpty && edges.series.isEmpty }

  package var spanCount: UInt64 { operations.series.reduce(0) { $0 + $1.statistics.count } }

  /// How many of the spans are counted under `overflowName` instead of their operation.
  package var overflowSpanCount: UInt64 {
    operations.series.reduce(0) { sum, series in
      let identity = operations.identities[series.identity]
      return strings.text(identity.operation) == Self.overflowName ? sum + series.statistics.count : sum
    }
  }
}

extension Rollup {
  /// Adds another rollup to this one. O(series and buckets of the other).
  ///
  /// - Parameters:
  ///   - minutes: what of the other one counts.
  ///   - step: how many minutes become one; they are named by their first, a multiple of the step.
  package mutating func merge(
    _ other: Rollup, minutes: ClosedRange<Minute> = 0...Minute.max, step: Minute = 1,
    identityLimit: Int = RollupLimits.mergedIdentityCount
  ) {
    precondition(step > 0, "a step is at least a minute")
    var codes = [StringCode?](repeating: nil, count: other.strings.count)
    func carry(_ code: StringCode) -> StringCode {
      if let known = codes[Int(code)] { return known }
      let carried = strings.intern(other.strings[code])
      codes[Int(code)] = carried
      return carried
    }
    let overflow = strings.intern(Self.overflowName)
    func add<Identity>(_ source: SeriesSet<Identity>, to target: inout SeriesSet<Identity>) {
      let carried = source.identities.map { $0.carried(carry) }
      let entries = source.series.filter { minutes.contains($0.minute) }.map { series in
        (carried[series.identity], series.minute / step * step, series.statistics)
      }
      target.merge(entries, identityLimit: identityLimit, overflow: overflow)
    }
    var operations = operations
    var edges = edges
    self.operations = SeriesSet()
    self.edges = SeriesSet()
    add(other.operations, to: &operations)
    add(other.edges, to: &edges)
    self.operations = operations
    self.edges = edges
  }
}

extension Rollup {
  /// From the first minute that anything started in to the last one; `nil` while nothing is counted.
  package var minutes: ClosedRange<Minute>? {
    let bounds = (operations.series.map(\.minute) + edges.series.map(\.minute))
    guard let first = bounds.min(), let last = bounds.max() else { return nil }
    return first...last
  }
}
