import PromQL

/// A name under which series are derived from rollups, and what of a rollup they show.
struct DerivedMetric: Sendable {
  enum Figure: Sendable {
    case count, errors
    /// In seconds.
    case sum
    /// A series for each bound of `LatencyBounds`, and one without bound.
    case buckets
    /// Native histograms.
    case histogram
  }

  let name: String
  let figure: Figure

  /// By service, name, kind and status of spans: names and labels as Tempo's metrics generator gives them.
  ///
  /// Errors are Skein's own: calls that failed by more than their status alone, as `skein red` counts them.
  static let ofOperations =
    [
      DerivedMetric(name: "traces_spanmetrics_calls_total", figure: .count),
      DerivedMetric(name: "traces_spanmetrics_errors_total", figure: .errors),
    ] + histogram("traces_spanmetrics_latency")

  /// By caller and callee.
  static let ofEdges =
    [
      DerivedMetric(name: "traces_service_graph_request_total", figure: .count),
      DerivedMetric(name: "traces_service_graph_request_failed_total", figure: .errors),
    ] + histogram("traces_service_graph_request_server_seconds")

  private static func histogram(_ name: String) -> [DerivedMetric] {
    [
      DerivedMetric(name: name, figure: .histogram), DerivedMetric(name: name + "_bucket", figure: .buckets),
      DerivedMetric(name: name + "_count", figure: .count), DerivedMetric(name: name + "_sum", figure: .sum),
    ]
  }

  static let metadata = [
    MetricMetadata(
      name: "traces_service_graph_request_failed_total", kind: .counter,
      help: "Calls from one service to another that failed."),
    MetricMetadata(
      name: "traces_service_graph_request_server_seconds", kind: .histogram,
      help: "How long calls from one service to another took, as the callee saw them.", unit: "seconds"),
    MetricMetadata(
      name: "traces_service_graph_request_total", kind: .counter, help: "Calls from one service to another."),
    MetricMetadata(name: "traces_spanmetrics_calls_total", kind: .counter, help: "Spans."),
    MetricMetadata(
      name: "traces_spanmetrics_errors_total", kind: .counter,
      help: "Spans that failed: status error, an error.type, or an HTTP status of 500 or more at the server."),
    MetricMetadata(
      name: "traces_spanmetrics_latency", kind: .histogram, help: "How long spans took.", unit: "seconds"),
  ]
}
