import HTTPService
import SegmentStore
import SpanIngest

// What there is to say about log records, under names that mirror those of spans.
extension SelfMetrics {
  func addLogs(_ entries: IngestLedger.Entries, to metrics: inout PrometheusText) {
    metrics.add(
      "skein_ingest_log_records_received_total", .counter, help: "Log records decoded from requests.",
      Double(entries.receivedRows))
    metrics.add(
      "skein_ingest_log_records_stored_total", .counter, help: "Log records committed durably and acknowledged.",
      Double(entries.storedRows))
    metrics.add(
      "skein_ingest_log_records_rejected_total", .counter,
      help: "Invalid log records; the sender was told in partial_success.", Double(entries.rejectedRows))
    metrics.add(
      "skein_ingest_log_records_refused_total", .counter,
      help: "Log records that could not be taken; the sender was told to retry.", Double(entries.refusedRows))
    let inFlight = entries.receivedRows - entries.storedRows - entries.rejectedRows - entries.refusedRows
    metrics.add(
      "skein_ingest_log_records_in_flight", .gauge, help: "Log records received and not answered yet.",
      Double(inFlight))
    metrics.add(
      "skein_ingest_log_requests_total", .counter, help: "Finished OTLP requests for logs by what became of them.",
      [
        ([("outcome", "stored")], Double(entries.storedRequests)),
        ([("outcome", "rejected")], Double(entries.rejectedRequests)),
        ([("outcome", "refused")], Double(entries.refusedRequests)),
      ])
    metrics.add(
      "skein_ingest_log_received_bytes_total", .counter, help: "Bytes of request bodies for logs as received.",
      Double(entries.receivedBytes))
  }

  func addLogs(_ statistics: StoreStatistics, to metrics: inout PrometheusText) {
    add("skein_store_log_segments", help: "Log segments in the store.", \.segmentCount, statistics.logs, to: &metrics)
    add("skein_store_log_records", help: "Log records in the store.", \.recordCount, statistics.logs, to: &metrics)
    add(
      "skein_store_log_bytes", help: "Bytes of log segments, without what SQLite adds.", \.byteCount, statistics.logs,
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

  private func add(
    _ name: String, help: String, _ figure: (LogLevelFigures) -> Int, _ logs: LogStatistics,
    to metrics: inout PrometheusText
  ) {
    metrics.add(
      name, .gauge, help: help,
      [([("level", "0")], Double(figure(logs.levelZero))), ([("level", "1")], Double(figure(logs.levelOne)))])
  }
}
