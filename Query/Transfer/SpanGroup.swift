package import TelemetryModel

/// The spans of some messages that follow each other, to be stored or sent together.
package struct SpanGroup: Sendable {
  package internal(set) var batches: [SpanBatch] = []
  package internal(set) var spanCount = 0
  /// About how much memory the batches take.
  var byteCount = 0

  var isFull: Bool { spanCount >= TransferLimits.groupSpanCount || byteCount >= TransferLimits.groupByteCount }

  mutating func append(_ batch: SpanBatch) {
    batches.append(batch)
    spanCount += batch.count
    byteCount += batch.estimatedByteCount
  }

  /// All spans as one batch.
  package var merged: SpanBatch {
    var merged = SpanBatch()
    for batch in batches { merged.append(contentsOf: batch) }
    return merged
  }
}
