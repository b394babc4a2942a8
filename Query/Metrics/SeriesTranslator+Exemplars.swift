import TelemetryModel
import TraceAnalysis

/// An observation that stands for others of its series, as Prometheus answers it.
package struct PrometheusExemplar: Hashable, Sendable {
  /// `trace_id` and `span_id` if there are any, and the attributes that the series does not have.
  package let labels: [PrometheusLabel]
  package let value: Double
  /// In milliseconds since 1970.
  package let timestamp: Int64
}

extension SeriesTranslator {
  /// The exemplars of all points by the labels of their series: those of histograms stand at their `_bucket` series,
  /// without `le`. Sorted by time, each once.
  package func exemplars() -> [(seriesLabels: [PrometheusLabel], exemplars: [PrometheusExemplar])] {
    var order: [[PrometheusLabel]] = []
    var found: [[PrometheusLabel]: Set<PrometheusExemplar>] = [:]
    for batch in batches {
      for row in 0..<batch.count where !batch.exemplarRange(of: row).isEmpty {
        let identity = SeriesIdentity(batch.seriesIndexes[row], in: batch)
        let labels = identity.labels(named: identity.seriesNames[0])
        if found[labels] == nil { order.append(labels) }
        found[labels, default: []].formUnion(
          batch.exemplars[batch.exemplarRange(of: row)].compactMap { Self.exemplar($0, in: batch) })
      }
    }
    return order.map { labels in
      (labels, (found[labels] ?? []).sorted { ($0.timestamp, $0.value) < ($1.timestamp, $1.value) })
    }
  }

  /// `nil` for an exemplar without a number.
  private static func exemplar(_ entry: ExemplarEntry, in batch: MetricBatch) -> PrometheusExemplar? {
    let value: Double
    switch entry.kind {
    case .int: value = Double(Int64(bitPattern: entry.value))
    case .double: value = Double(bitPattern: entry.value)
    case .none, .histogram, .exponentialHistogram, .summary: return nil
    }
    var labels = LabelSet()
    labels.add(batch.attributes(in: entry.filteredAttributes))
    if entry.traceID.isValid { labels.set("trace_id", entry.traceID.description) }
    if entry.spanID.isValid { labels.set("span_id", entry.spanID.description) }
    return PrometheusExemplar(labels: labels.sorted, value: value, timestamp: entry.time.milliseconds)
  }
}

extension SeriesIdentity {
  /// The labels, the metric's name among them.
  package func labels(named name: String) -> [PrometheusLabel] {
    (labels + [PrometheusLabel(PrometheusLabel.metricName, name)])
      .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }
}
