package import PromQL
import TelemetryModel
import TelemetryStorage

extension StoredMetricSeries {
  /// Series that have points in the same stored segment as the range count as well, except for the buckets of
  /// histograms and the quantiles of summaries, which only points tell.
  package func labelSets(
    matching selectors: [[LabelMatcher]], in range: ClosedRange<Int64>, limit: Int
  ) throws(PromQLError) -> [Labels] {
    var found: Set<[PrometheusLabel]> = []
    try forEachLabelSet(matching: selectors, in: range, pointLabels: true) { labels throws(PromQLError) in
      found.insert(labels)
      guard found.count <= limit else { throw .tooManySeries(limit: limit) }
    }
    return found.map { Labels($0.map { Label($0.name, $0.value) }) }
  }

  package func labelNames(
    matching selectors: [[LabelMatcher]], in range: ClosedRange<Int64>
  ) throws(PromQLError) -> Set<String> {
    var names: Set<String> = []
    try forEachLabelSet(matching: selectors, in: range, pointLabels: true) { labels in
      names.formUnion(labels.lazy.map(\.name))
    }
    return names
  }

  package func labelValues(
    of name: String, matching selectors: [[LabelMatcher]], in range: ClosedRange<Int64>
  ) throws(PromQLError) -> Set<String> {
    var values: Set<String> = []
    let isPointLabel = SeriesSelector.pointLabels.contains(name)
    let testsPoints = selectors.contains { $0.contains { SeriesSelector.pointLabels.contains($0.name) } }
    try forEachLabelSet(matching: selectors, in: range, pointLabels: isPointLabel || testsPoints) { labels in
      values.insert(SeriesSelector.value(of: name, in: labels))
    }
    values.remove("")
    return values
  }

  /// Offers the labels of all series that match, some several times.
  ///
  /// - Parameter pointLabels: whether `le` and `quantile` are wanted, for which points must be read.
  private func forEachLabelSet(
    matching selectors: [[LabelMatcher]], in range: ClosedRange<Int64>, pointLabels: Bool,
    _ visit: ([PrometheusLabel]) throws(PromQLError) -> Void
  ) throws(PromQLError) {
    let selectors = (selectors.isEmpty ? [[]] : selectors).map(SeriesSelector.init)
    var seen: Set<SeriesIdentity> = []
    try forEachPortion(in: range) { (portion, times) throws(PromQLError) in
      let tables = portion.tables
      for resource in tables.resources.indices {
        let labels = TargetIdentity(tables.resource(at: resource)).infoLabels
        if !labels.isEmpty, selectors.contains(where: { $0.accepts(labels) }) { try visit(labels) }
      }
      var unread: Set<UInt32> = []
      for index in 0..<UInt32(tables.series.count) {
        let type = tables.metrics[Int(tables.series[Int(index)].metric)].type
        let identity = SeriesIdentity(index, in: tables)
        if pointLabels, type == .histogram || type == .summary {
          let isWanted = selectors.contains { selector in
            selector.acceptsLabels(of: identity) && identity.seriesNames.contains(where: selector.accepts(name:))
          }
          if isWanted { unread.insert(index) }
          continue
        }
        guard seen.insert(identity).inserted else { continue }
        for name in identity.seriesNames {
          let labels = identity.labels(named: name)
          if selectors.contains(where: { $0.accepts(labels) }) { try visit(labels) }
        }
      }
      if unread.isEmpty { return }
      let batch = try Self.load(portion, times, unread.contains)
      for series in SeriesTranslator([batch.lastPointsOfEachShape]).series(where: { labels in
        selectors.contains { $0.accepts(labels) }
      }) {
        try visit(series.labels)
      }
    }
  }

  /// Of the metrics of the last day.
  package func metadata() throws(PromQLError) -> [MetricMetadata] {
    let end = Int64(now().nanoseconds / 1_000_000)
    var found: [String: MetricMetadata] = [:]
    try forEachPortion(in: end - MetricSeriesLimits.metadataMilliseconds...end) { (portion, _) throws(PromQLError) in
      let tables = portion.tables
      for metric in tables.metrics where found.count < MetricSeriesLimits.metadataCount {
        let name = SeriesIdentity.name(of: metric, in: tables)
        let kind: MetricMetadata.Kind =
          switch metric.type {
          case .gauge: .gauge
          case .sum: metric.isMonotonic ? .counter : .gauge
          case .histogram, .exponentialHistogram: .histogram
          case .summary: .summary
          }
        found[name] = MetricMetadata(
          name: name, kind: kind, help: tables.strings.text(metric.description), unit: tables.strings.text(metric.unit))
      }
    }
    return found.values.sorted { $0.name < $1.name }
  }
}

extension MetricBatch {
  /// Its rows without those that have the same series and the same bounds or quantiles as a later one: enough to tell
  /// which series there are.
  fileprivate var lastPointsOfEachShape: MetricBatch {
    struct Shape: Hashable {
      let series: UInt32
      let bounds: BoundsCode
      let quantiles: [UInt64]
    }
    var rows: [Shape: Int] = [:]
    for row in 0..<count {
      let index = Int(truncatingIfNeeded: values[row])
      let bounds = kinds[row] == .histogram ? histograms[index].bounds : 0
      let list = kinds[row] == .summary ? quantiles[summaries[index].quantileRange].map(\.quantile.bitPattern) : []
      rows[Shape(series: seriesIndexes[row], bounds: bounds, quantiles: list)] = row
    }
    var batch = MetricBatch()
    batch.append(contentsOf: self, rows: rows.values.sorted())
    return batch
  }
}
