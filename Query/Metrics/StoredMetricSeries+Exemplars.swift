package import PromQL
import TelemetryModel

extension StoredMetricSeries {
  /// Those of histograms stand at their `_bucket` series, without `le`.
  ///
  /// An exemplar comes with the point after it: points of `MetricSeriesLimits.exemplarLagMilliseconds` more are read.
  package func exemplars(
    matching selectors: [[LabelMatcher]], in range: ClosedRange<Int64>, limit: Int
  ) throws(PromQLError) -> [SeriesExemplars] {
    let selectors = selectors.map { matchers in
      // Exemplars do not know their bucket.
      SeriesSelector(matchers.filter { !SeriesSelector.pointLabels.contains($0.name) })
    }
    let (end, overflows) = range.upperBound.addingReportingOverflow(MetricSeriesLimits.exemplarLagMilliseconds)
    let batches = try batches(
      selectors, in: range.lowerBound...(overflows ? .max : end), pointLimit: MetricSeriesLimits.exemplarPointCount)
    var result: [SeriesExemplars] = []
    var count = 0
    for (labels, exemplars) in SeriesTranslator(batches).exemplars() {
      guard selectors.contains(where: { $0.accepts(labels) }) else { continue }
      let wanted = exemplars.filter { range.contains($0.timestamp) }.prefix(limit - count)
      if wanted.isEmpty { continue }
      count += wanted.count
      result.append(
        SeriesExemplars(
          labels: Labels(labels.map { Label($0.name, $0.value) }),
          exemplars: wanted.map { exemplar in
            SeriesExemplars.Exemplar(
              labels: Labels(exemplar.labels.map { Label($0.name, $0.value) }), value: exemplar.value,
              time: exemplar.timestamp)
          }))
    }
    return result.sorted { $0.labels < $1.labels }
  }
}
