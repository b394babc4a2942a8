import HTTPService
import SpanIngest

/// How the metrics of one signal are named.
struct SignalNames {
  /// Within the names of metrics: `skein_ingest_ROWS_received_total`.
  let rows: String
  /// Within the names of metrics about requests: `skein_ingest_REQUESTSrequests_total`.
  let requests: String
  /// In help texts.
  let noun: String
  /// What requests are for, in help texts.
  let purpose: String

  static let spans = SignalNames(rows: "spans", requests: "", noun: "Spans", purpose: " for spans")
  static let logs = SignalNames(rows: "log_records", requests: "log_", noun: "Log records", purpose: " for logs")
  static let points = SignalNames(rows: "metric_points", requests: "metric_", noun: "Points", purpose: " for metrics")
}

extension SelfMetrics {
  /// What became of the rows and the requests of one signal.
  func add(_ entries: IngestLedger.Entries, _ names: SignalNames, to metrics: inout PrometheusText) {
    let rows = "skein_ingest_\(names.rows)"
    let lowercaseNoun = names.noun.lowercased()
    metrics.add(
      "\(rows)_received_total", .counter, help: "\(names.noun) decoded from requests.", Double(entries.receivedRows))
    metrics.add(
      "\(rows)_stored_total", .counter, help: "\(names.noun) committed durably and acknowledged.",
      Double(entries.storedRows))
    metrics.add(
      "\(rows)_rejected_total", .counter,
      help: "Invalid \(lowercaseNoun); the sender was told in partial_success.", Double(entries.rejectedRows))
    metrics.add(
      "\(rows)_refused_total", .counter,
      help: "\(names.noun) that could not be taken; the sender was told to retry.", Double(entries.refusedRows))
    let inFlight = entries.receivedRows - entries.storedRows - entries.rejectedRows - entries.refusedRows
    metrics.add(
      "\(rows)_in_flight", .gauge, help: "\(names.noun) received and not answered yet.", Double(inFlight))
    metrics.add(
      "skein_ingest_\(names.requests)requests_total", .counter,
      help: "Finished requests\(names.purpose) by what became of them.",
      [
        ([("outcome", "stored")], Double(entries.storedRequests)),
        ([("outcome", "rejected")], Double(entries.rejectedRequests)),
        ([("outcome", "refused")], Double(entries.refusedRequests)),
      ])
    metrics.add(
      "skein_ingest_\(names.requests)received_bytes_total", .counter,
      help: "Bytes of request bodies\(names.purpose) as received.", Double(entries.receivedBytes))
  }

  /// A figure for each level; level 0 is what waits to be merged.
  func add<Figures>(
    _ name: String, help: String, _ figure: (Figures) -> Int, _ levelZero: Figures, _ levelOne: Figures,
    to metrics: inout PrometheusText
  ) {
    metrics.add(
      name, .gauge, help: help,
      [([("level", "0")], Double(figure(levelZero))), ([("level", "1")], Double(figure(levelOne)))])
  }
}
