import HTTPService
import SegmentStore

// What there is to say about points, under names that mirror those of spans.
extension SelfMetrics {
  func addPoints(_ statistics: StoreStatistics, to metrics: inout PrometheusText) {
    let (levelZero, levelOne) = (statistics.metrics.levelZero, statistics.metrics.levelOne)
    add(
      "skein_store_metric_segments", help: "Metric segments in the store.", \.segmentCount, levelZero, levelOne,
      to: &metrics)
    add("skein_store_metric_points", help: "Points in the store.", \.pointCount, levelZero, levelOne, to: &metrics)
    add(
      "skein_store_metric_bytes", help: "Bytes of metric segments, without what SQLite adds.", \.byteCount,
      levelZero, levelOne,
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
}
