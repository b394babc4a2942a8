package import TelemetryModel
import TraceAnalysis

/// What an OTLP series is called in Prometheus.
package struct SeriesIdentity: Hashable, Sendable {
  /// The name without `_bucket`, `_sum` and `_count`.
  package let name: String
  /// Sorted by name, without the metric's name, `le` and `quantile`; none empty.
  package let labels: [PrometheusLabel]
  package let type: MetricType
  package let temporality: AggregationTemporality
  package let isMonotonic: Bool

  /// The names of the series that it becomes.
  package var seriesNames: [String] { Self.seriesNames(name, type) }

  /// What a metric is called in Prometheus, without `_bucket`, `_sum` and `_count`.
  package static func name(of metric: MetricEntry, in batch: borrowing MetricBatch) -> String {
    let unit = batch.strings.text(metric.unit)
    let suffix: PrometheusName.Suffix =
      metric.type == .sum && metric.isMonotonic ? .total : metric.type == .gauge && unit == "1" ? .ratio : .none
    return PrometheusName.metric(batch.strings.text(metric.name), unit: unit, suffix: suffix)
  }

  /// The names of the series that a metric becomes.
  package static func seriesNames(_ name: String, _ type: MetricType) -> [String] {
    switch type {
    case .gauge, .sum, .exponentialHistogram: [name]
    case .histogram: [name + "_bucket", name + "_sum", name + "_count"]
    case .summary: [name, name + "_sum", name + "_count"]
    }
  }

  /// The type as Prometheus' metadata names it.
  package var metadataType: String {
    switch type {
    case .gauge: "gauge"
    case .sum: isMonotonic ? "counter" : "gauge"
    case .histogram, .exponentialHistogram: "histogram"
    case .summary: "summary"
    }
  }

  /// Of a series of a batch.
  package init(_ index: UInt32, in batch: borrowing MetricBatch) {
    let series = batch.series[Int(index)]
    let metric = batch.metrics[Int(series.metric)]
    name = Self.name(of: metric, in: batch)
    type = metric.type
    temporality = metric.temporality
    isMonotonic = metric.isMonotonic

    var labels = LabelSet()
    labels.add(batch.attributes(in: series.attributes))
    let scope = batch.scope(at: Int(metric.scope))
    labels.set("otel_scope_name", scope.name)
    labels.set("otel_scope_version", scope.version)
    labels.set("otel_scope_schema_url", scope.schemaURL)
    labels.add(scope.attributes, prefix: "otel_scope_")
    let target = TargetIdentity(batch.resource(at: Int(metric.resource)))
    labels.set("job", target.job)
    labels.set("instance", target.instance)
    self.labels = labels.sorted
  }
}

/// Who made a series: `job` and `instance`, and everything else that its resource says.
package struct TargetIdentity: Hashable, Sendable {
  /// `service.namespace/service.name`, or the latter alone.
  package let job: String
  /// `service.instance.id`.
  package let instance: String
  /// The labels of `target_info`, job and instance among them; empty when the resource says nothing more.
  package let infoLabels: [PrometheusLabel]

  package init(_ resource: Resource) {
    func text(_ key: String) -> String {
      resource.attributes.last { $0.key == key }.map { AttributeText.text($0.value) } ?? ""
    }
    let name = text("service.name")
    let namespace = text("service.namespace")
    job = namespace.isEmpty || name.isEmpty ? name : "\(namespace)/\(name)"
    instance = text("service.instance.id")
    var labels = LabelSet()
    labels.add(
      resource.attributes.filter { !["service.name", "service.namespace", "service.instance.id"].contains($0.key) })
    let saysMore = !labels.sorted.isEmpty && !(job.isEmpty && instance.isEmpty)
    labels.set("job", job)
    labels.set("instance", instance)
    labels.set(PrometheusLabel.metricName, "target_info")
    infoLabels = saysMore ? labels.sorted : []
  }
}

/// Labels that are being gathered. Keys that become the same label share it, their values joined with `;`.
struct LabelSet {
  private var values: [String: String] = [:]

  /// Adds attributes in the order of their keys; of equal keys the last counts.
  mutating func add(_ attributes: [Attribute], prefix: String = "") {
    var texts: [String: String] = [:]
    for attribute in attributes { texts[attribute.key] = AttributeText.text(attribute.value) }
    var added: [String: String] = [:]
    for (key, text) in texts.sorted(by: { $0.key < $1.key }) where !text.isEmpty {
      let name = PrometheusName.label(prefix + key)
      added[name] = added[name].map { "\($0);\(text)" } ?? text
    }
    values.merge(added) { $1 }
  }

  /// Sets a label, whatever an attribute said; an empty value leaves it as it is.
  mutating func set(_ name: String, _ value: String) {
    if !value.isEmpty { values[name] = value }
  }

  var sorted: [PrometheusLabel] {
    values.map { PrometheusLabel($0.key, $0.value) }
      .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }
}
