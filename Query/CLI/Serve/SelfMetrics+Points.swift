import HTTPService
import SegmentStore
import SpanIngest

// What there is to say about points, under names that mirror those of spans.
extension SelfMetrics {
  func addPoints(_ entries: IngestLedger.Entries, to metrics: inout PrometheusText) {
    metrics.add(
      "skein_ingest_metric_points_received_total", .counter, help: "Points of metrics decoded from requests.",
      Double(entries.receivedRows))
    metrics.add(
      "skein_ingest_metric_points_stored_total", .counter, help: "Points committed durably and acknowledged.",
      Double(entries.storedRows))
    metrics.add(
      "skein_ingest_metric_points_rejected_total", .counter,
      help: "Invalid points; the sender was told in partial_success.", Double(entries.rejectedRows))
    metrics.add(
      "skein_ingest_metric_points_refused_total", .counter,
      help: "Points that could not be taken; the sender was told to retry.", Double(entries.refusedRows))
    let inFlight = entries.receivedRows - entries.storedRows - entries.rejectedRows - entries.refusedRows
    metrics.add(
      "skein_ingest_metric_points_in_flight", .gauge, help: "Points received and not answered yet.",
      Double(inFlight))
    metrics.add(
      "skein_ingest_metric_requests_total", .counter,
      help: "Finished OTLP requests for metrics by what became of them.",
      [
        ([("outcome", "stored")], Double(entries.storedRequests)),
        ([("outcome", "rejected")], Double(entries.rejectedRequests)),
        ([("outcome", "refused")], Double(entries.refusedRequests)),
      ])
    metrics.add(
      "skein_ingest_metric_received_bytes_total", .counter, help: "Bytes of request bodies for metrics as received.",
      Double(entries.receivedBytes))
  }

  func addPoints(_ statistics: StoreStatistics, to metrics: inout PrometheusText) {
    add(
      "skein_store_metric_segments", help: "Metric segments in the store.", \.segmentCount, statistics.metrics,
      to: &metrics)
    add("skein_store_metric_points", help: "Points in the store.", \.pointCount, statistics.metrics, to: &metrics)
    add(
      "skein_store_metric_bytes", help: "Bytes of metric segments, without what SQLite adds.", \.byteCount,
      statistics.metrics,
      to: &metrics)
    let maintenance = statistics.maintenance
    metrics.add(
      "skein_maintenance_metric_points_merged_total", .counter, help: "Points written to level 1.",
      Double(maintenance.mergedMetricPoints))
    metrics.add(
      "skein_maintenance_metric_duplicates_removed_total", .counter, help: "Points that were sent more than once.",
      Double(maintenance.duplicateMetricPoints))
    metrics.add(
      "skein_retention_metric_points_removed_total", .counter, help: "Points that retention removed.",
      Double(maintenance.removedMetricPoints))
  }

  private func add(
    _ name: String, help: String, _ figure: (MetricLevelFigures) -> Int, _ points: MetricStatistics,
    to metrics: inout PrometheusText
  ) {
    metrics.add(
      name, .gauge, help: help,
      [([("level", "0")], Double(figure(points.levelZero))), ([("level", "1")], Double(figure(points.levelOne)))])
  }
}
