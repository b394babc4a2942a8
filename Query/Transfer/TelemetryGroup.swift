package import TelemetryModel

/// The rows of some messages that follow each other, to be stored or sent together.
package struct TelemetryGroup: Sendable {
  package internal(set) var batches: [SpanBatch] = []
  package internal(set) var logBatches: [LogBatch] = []
  package internal(set) var metricBatches: [MetricBatch] = []
  package internal(set) var rows = RowCounts()
  /// About how much memory the batches take.
  var byteCount = 0

  var isEmpty: Bool { rows.total == 0 }

  var isFull: Bool { rows.total >= TransferLimits.groupRowCount || byteCount >= TransferLimits.groupByteCount }

  mutating func append(_ batch: SpanBatch) {
    batches.append(batch)
    rows.spans += batch.count
    byteCount += batch.estimatedByteCount
  }

  mutating func append(_ batch: LogBatch) {
    logBatches.append(batch)
    rows.records += batch.count
    byteCount += batch.estimatedByteCount
  }

  mutating func append(_ batch: MetricBatch) {
    metricBatches.append(batch)
    rows.points += batch.count
    byteCount += batch.estimatedByteCount
  }

  /// A request for each signal that there is something of.
  package var requests: [TelemetryRequest] {
    (rows.spans > 0 ? [TelemetryRequest(merged)] : []) + (rows.records > 0 ? [TelemetryRequest(mergedLogs)] : [])
      + (rows.points > 0 ? [TelemetryRequest(mergedMetrics)] : [])
  }

  /// All spans as one batch.
  package var merged: SpanBatch {
    var merged = SpanBatch()
    for batch in batches { merged.append(contentsOf: batch) }
    return merged
  }

  private var mergedLogs: LogBatch {
    var merged = LogBatch()
    for batch in logBatches { merged.append(contentsOf: batch) }
    return merged
  }

  private var mergedMetrics: MetricBatch {
    var merged = MetricBatch()
    for batch in metricBatches { merged.append(contentsOf: batch) }
    return merged
  }
}
