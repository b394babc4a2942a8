import HTTPService
import SegmentStore
import SpanIngest
import TelemetryStorage

/// What a running Skein says about itself, as Prometheus text.
struct SelfMetrics: Sendable {
  let store: SegmentStore
  /// `nil` in a process that only answers queries.
  let ingest: SpanIngest?
  let logIngest: LogIngest?
  let metricIngest: MetricIngest?

  func prometheus() -> PrometheusText {
    var metrics = PrometheusText()
    if let ingest { add(ingest, to: &metrics) }
    if let logIngest { add(logIngest.ledger.entries, .logs, to: &metrics) }
    if let metricIngest { add(metricIngest.ledger.entries, .points, to: &metrics) }
    let statistics = store.statistics()
    add(statistics, to: &metrics)
    addLogs(statistics, to: &metrics)
    addPoints(statistics, to: &metrics)
    return metrics
  }

  private func add(_ ingest: SpanIngest, to metrics: inout PrometheusText) {
    add(ingest.ledger.entries, .spans, to: &metrics)
    metrics.add(
      "skein_ingest_in_flight_bytes", .gauge, help: "Bytes reserved for requests in flight.",
      Double(ingest.budget.usedByteCount))
    metrics.add(
      "skein_ingest_in_flight_bytes_limit", .gauge, help: "The budget of bytes in flight.",
      Double(ingest.budget.limit))
  }

  private func add(_ statistics: StoreStatistics, to metrics: inout PrometheusText) {
    metrics.add(
      "skein_store_commits_total", .counter, help: "Durable commits.", Double(statistics.commits))
    metrics.add(
      "skein_store_failed_commits_total", .counter, help: "Commits that failed; nothing of them was acknowledged.",
      Double(statistics.failedCommits))
    metrics.add(
      "skein_store_committed_bytes_total", .counter, help: "Bytes of segments committed.",
      Double(statistics.committedBytes))
    metrics.add(
      "skein_store_checkpoints_total", .counter, help: "WAL checkpoints by how they ended.",
      [
        ([("outcome", "complete")], Double(statistics.checkpoints)),
        ([("outcome", "incomplete")], Double(statistics.incompleteCheckpoints)),
        ([("outcome", "failed")], Double(statistics.failedCheckpoints)),
      ])
    metrics.add(
      "skein_store_segments_read_total", .counter, help: "Segments that queries read.",
      Double(statistics.segmentsRead))
    metrics.add(
      "skein_store_damaged_segments", .gauge, help: "Segments that fail their checksum and are left out of answers.",
      Double(statistics.damagedSegments))
    let (levelZero, levelOne) = (statistics.levelZero, statistics.levelOne)
    add("skein_store_segments", help: "Segments in the store.", \.segmentCount, levelZero, levelOne, to: &metrics)
    add("skein_store_spans", help: "Spans in the store.", \.spanCount, levelZero, levelOne, to: &metrics)
    metrics.add(
      "skein_store_database_bytes", .gauge, help: "Size of the database file.", Double(statistics.databaseByteCount))
    metrics.add("skein_store_wal_bytes", .gauge, help: "Size of the WAL file.", Double(statistics.walByteCount))
    metrics.add(
      "skein_archive_traces", .gauge, help: "Traces that are kept for longer than the rest.",
      Double(statistics.archive.traceCount))
    metrics.add(
      "skein_archive_bytes", .gauge, help: "Bytes of their segments, without what SQLite adds.",
      Double(statistics.archive.byteCount))
    add(statistics.maintenance, to: &metrics)
  }

  private func add(_ maintenance: MaintenanceStatistics, to metrics: inout PrometheusText) {
    metrics.add(
      "skein_maintenance_rounds_total", .counter, help: "Pieces of background work by kind.",
      [
        ([("kind", "merge")], Double(maintenance.merges)), ([("kind", "compaction")], Double(maintenance.compactions)),
        ([("kind", "failed")], Double(maintenance.failures)),
      ])
    metrics.add(
      "skein_maintenance_spans_merged_total", .counter, help: "Spans written to level 1.",
      Double(maintenance.mergedSpans))
    metrics.add(
      "skein_maintenance_duplicates_removed_total", .counter, help: "Spans that were sent more than once.",
      Double(maintenance.duplicatesRemoved))
    metrics.add(
      "skein_maintenance_cpu_seconds_total", .counter, help: "CPU time of background work.",
      Double(maintenance.cpuNanoseconds) / 1e9)
    metrics.add(
      "skein_retention_segments_removed_total", .counter, help: "Segments that retention removed.",
      Double(maintenance.removedSegments))
    metrics.add(
      "skein_retention_spans_removed_total", .counter, help: "Spans that retention removed.",
      Double(maintenance.removedSpans))
  }
}
