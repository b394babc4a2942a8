package import PromQL
import Rollups
import TelemetryModel

extension SpanSeriesSource {
  package func metadata() -> [MetricMetadata] { DerivedMetric.metadata }

  package func labelSets(
    matching selectors: [[LabelMatcher]], in range: ClosedRange<Int64>, limit: Int
  ) throws(PromQLError) -> [Labels] {
    var found: Set<Labels> = []
    func add<Identity>(_ matches: [Match<Identity>]) throws(PromQLError) {
      for match in matches {
        for metric in match.selection.metrics {
          found.formUnion(match.selection.labels(of: metric, match.identity, match.strings))
          guard found.count <= limit else { throw .tooManySeries(limit: limit) }
        }
      }
    }
    let matches = try matches(selectors, in: range)
    try add(matches.operations)
    try add(matches.edges)
    return Array(found)
  }

  package func labelNames(
    matching selectors: [[LabelMatcher]], in range: ClosedRange<Int64>
  ) throws(PromQLError) -> Set<String> {
    var names: Set<String> = []
    func add<Identity>(_ matches: [Match<Identity>]) {
      for match in matches {
        names.insert(Labels.metricName)
        if match.selection.wants(.buckets) { names.insert(Selection<Identity>.boundLabel) }
        for name in Identity.labelNames where !names.contains(name) && !match.value(of: name).isEmpty {
          names.insert(name)
        }
      }
    }
    let matches = try matches(selectors, in: range)
    add(matches.operations)
    add(matches.edges)
    return names
  }

  package func labelValues(
    of name: String, matching selectors: [[LabelMatcher]], in range: ClosedRange<Int64>
  ) throws(PromQLError) -> Set<String> {
    var values: Set<String> = []
    func add<Identity>(_ matches: [Match<Identity>]) {
      for match in matches {
        switch name {
        case Labels.metricName: values.formUnion(match.selection.metrics.map(\.name))
        case Selection<Identity>.boundLabel:
          if match.selection.wants(.buckets) {
            values.formUnion(match.selection.bounds.map { LatencyBounds.texts[$0] })
          }
        default: values.insert(match.value(of: name))
        }
      }
    }
    let matches = try matches(selectors, in: range)
    add(matches.operations)
    add(matches.edges)
    values.remove("")
    return values
  }

  fileprivate struct Match<Identity: LabelledIdentity> {
    let selection: Selection<Identity>
    let identity: Identity
    let strings: StringTable

    func value(of label: String) -> String { identity.value(of: label, strings) }
  }

  /// What has spans in the minutes that a range touches, by selector.
  private func matches(
    _ selectors: [[LabelMatcher]], in range: ClosedRange<Int64>
  ) throws(PromQLError) -> (operations: [Match<OperationIdentity>], edges: [Match<EdgeIdentity>]) {
    guard let minutes = Self.minutes(touching: range) else { return ([], []) }
    let selectors = selectors.isEmpty ? [[]] : selectors
    var operations = IdentityTable<OperationIdentity>()
    var edges = IdentityTable<EdgeIdentity>()
    try forEachRollup(in: minutes) { rollup in
      operations.add(rollup, in: minutes)
      edges.add(rollup, in: minutes)
    }
    return (operations.matches(selectors), edges.matches(selectors))
  }

  /// `nil` for a range before 1970 or far beyond our days.
  static func minutes(touching range: ClosedRange<Int64>) -> ClosedRange<Minute>? {
    guard range.upperBound >= 0 else { return nil }
    let unit = MinuteGrid.millisecondsPerMinute
    guard let first = Minute(exactly: max(0, range.lowerBound) / unit) else { return nil }
    return first...max(first, Minute(clamping: range.upperBound / unit))
  }
}

extension IdentityTable {
  fileprivate mutating func add(_ rollup: RollupColumns, in minutes: ClosedRange<Minute>) {
    let columns = Identity.columns(of: rollup)
    for (index, identity) in columns.identities.enumerated() where !columns.series(of: index, in: minutes).isEmpty {
      _ = number(of: identity, rollup.strings)
    }
  }

  fileprivate func matches(_ selectors: [[LabelMatcher]]) -> [SpanSeriesSource.Match<Identity>] {
    selectors.flatMap { matchers in
      let selection = Selection<Identity>(matchers)
      guard !selection.isEmpty else { return [SpanSeriesSource.Match<Identity>]() }
      return identities.filter { selection.accepts($0, strings) }
        .map { SpanSeriesSource.Match(selection: selection, identity: $0, strings: strings) }
    }
  }
}
