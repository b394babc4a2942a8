import HTTPService
import SegmentStore

// What there is to say about log records, under names that mirror those of spans.
extension SelfMetrics {
  func addLogs(_ statistics: StoreStatistics, to metrics: inout PrometheusText) {
    let (levelZero, levelOne) = (statistics.logs.levelZero, statistics.logs.levelOne)
    add(
      "skein_store_log_segments", help: "Log segments in the store.", \.segmentCount, levelZero, levelOne, to: &metrics)
    add("skein_store_log_records", help: "Log records in the store.", \.recordCount, levelZero, levelOne, to: &metrics)
    add(
      "skein_store_log_bytes", help: "Bytes of log segments, without what SQLite adds.", \.byteCount, levelZero,
      levelOne,
      to: &metrics)
    let maintenance = statistics.maintenance
    metrics.add(
      "skein_maintenance_log_records_merged_total", .counter, help: "Log records written to level 1.",
      Double(maintenance.mergedLogRecords))
    metrics.add(
      "skein_maintenance_log_duplicates_removed_total", .counter, help: "Log records that were sent more than once.",
      Double(maintenance.duplicateLogRecords))
    metrics.add(
      "skein_retention_log_records_removed_total", .counter, help: "Log records that retention removed.",
      Double(maintenance.removedLogRecords))
  }
}
