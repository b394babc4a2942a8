package import PromQL
import Rollups
import TelemetryModel

extension SpanSeriesSource {
  /// The slowest, the most typical and the slowest failed span of each minute, where rollups kept them.
  ///
  /// Rollups do not know when in its minute a span started: exemplars stand in the middle of it. In a classic histogram
  /// each stands in the smallest bucket that it lies in.
  package func exemplars(
    matching selectors: [[LabelMatcher]], in range: ClosedRange<Int64>, limit: Int
  ) throws(PromQLError) -> [SeriesExemplars] {
    guard let minutes = Self.minutes(touching: range) else { return [] }
    var operations = selectors.map { ExemplarSearch<OperationIdentity>($0, minutes, limit: limit) }
    var edges = selectors.map { ExemplarSearch<EdgeIdentity>($0, minutes, limit: limit) }
    try forEachRollup(in: minutes) { rollup throws(PromQLError) in
      for index in operations.indices { try operations[index].add(rollup) }
      for index in edges.indices { try edges[index].add(rollup) }
    }
    var all: [Labels: [SeriesExemplars.Exemplar]] = [:]
    for search in operations { all.merge(search.found) { first, _ in first } }
    for search in edges { all.merge(search.found) { first, _ in first } }
    return all.map { labels, exemplars in
      SeriesExemplars(labels: labels, exemplars: exemplars.sorted { ($0.time, $0.labels) < ($1.time, $1.labels) })
    }.sorted { $0.labels < $1.labels }
  }
}

private struct ExemplarSearch<Identity: LabelledIdentity> {
  private let selection: Selection<Identity>
  private let minutes: ClosedRange<Minute>
  private let limit: Int
  private(set) var found: [Labels: [SeriesExemplars.Exemplar]] = [:]
  private var count = 0

  init(_ matchers: [LabelMatcher], _ minutes: ClosedRange<Minute>, limit: Int) {
    selection = Selection(matchers)
    self.minutes = minutes
    self.limit = limit
  }

  mutating func add(_ rollup: RollupColumns) throws(PromQLError) {
    if selection.isEmpty { return }
    let columns = Identity.columns(of: rollup)
    for (index, identity) in columns.identities.enumerated() {
      let series = columns.series(of: index, in: minutes)
      guard !series.isEmpty, selection.accepts(identity, rollup.strings) else { continue }
      for metric in selection.metrics {
        let labels = selection.labels(of: metric, identity, rollup.strings)
        for place in series where columns.exemplarIndexes[place] != SeriesColumns<Identity>.noExemplars {
          let exemplars = columns.exemplars[Int(columns.exemplarIndexes[place])]
          try add(exemplars, of: metric, labels, minute: columns.minutes[place])
        }
      }
    }
  }

  private mutating func add(
    _ exemplars: Exemplars, of metric: DerivedMetric, _ labels: [Labels], minute: Minute
  ) throws(PromQLError) {
    let candidates =
      metric.figure == .errors ? [exemplars.error] : [exemplars.slowest, exemplars.error, exemplars.typical]
    for exemplar in Set(candidates.compactMap(\.self)) {
      var index = 0
      if metric.figure == .buckets {
        let bound = LatencyBounds.number(ofNanoseconds: exemplar.durationNanoseconds)
        guard let place = selection.bounds.firstIndex(where: { $0 >= bound }) else { continue }
        index = place
      }
      count += 1
      guard count <= limit else {
        throw PromQLError(.execution, "more than \(limit) exemplars; narrow the time range or the selectors")
      }
      let ids = [
        Label("trace_id", exemplar.traceID.description), Label("span_id", exemplar.spanID.description),
      ]
      found[labels[index], default: []].append(
        SeriesExemplars.Exemplar(
          labels: Labels(ids), value: Double(exemplar.durationNanoseconds) / 1e9,
          time: (Int64(minute) * 2 + 1) * MinuteGrid.millisecondsPerMinute / 2))
    }
  }
}
