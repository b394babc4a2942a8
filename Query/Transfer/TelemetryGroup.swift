package import TelemetryModel

/// The spans and log records of some messages that follow each other, to be stored or sent together.
package struct TelemetryGroup: Sendable {
  package internal(set) var batches: [SpanBatch] = []
  package internal(set) var spanCount = 0
  package internal(set) var logBatches: [LogBatch] = []
  package internal(set) var recordCount = 0
  /// About how much memory the batches take.
  var byteCount = 0

  var isEmpty: Bool { spanCount + recordCount == 0 }

  var isFull: Bool {
    spanCount + recordCount >= TransferLimits.groupRowCount || byteCount >= TransferLimits.groupByteCount
  }

  mutating func append(_ batch: SpanBatch) {
    batches.append(batch)
    spanCount += batch.count
    byteCount += batch.estimatedByteCount
  }

  mutating func append(_ batch: LogBatch) {
    logBatches.append(batch)
    recordCount += batch.count
    byteCount += batch.estimatedByteCount
  }

  /// A request for the spans and one for the log records, of those that there are.
  package var requests: [TelemetryRequest] {
    (spanCount > 0 ? [TelemetryRequest(merged)] : []) + (recordCount > 0 ? [TelemetryRequest(mergedLogs)] : [])
  }

  private var mergedLogs: LogBatch {
    var merged = LogBatch()
    for batch in logBatches { merged.append(contentsOf: batch) }
    return merged
  }

  /// All spans as one batch.
  package var merged: SpanBatch {
    var merged = SpanBatch()
    for batch in batches { merged.append(contentsOf: batch) }
    return merged
  }
}
