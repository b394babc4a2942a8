import TelemetryModel
import TelemetryStorage

/// Decides which records go into one level-0 segment, as `SegmentPacking` does for spans.
enum LogPacking {
  /// Merges batches until a segment is full, and divides those that are too large for one; in their order.
  static func forEachSegment(
    of batches: [LogBatch], recordLimit: Int, _ body: (LogBatch) throws(StoreError) -> Void
  ) throws(StoreError) {
    var pending = LogBatch()
    for batch in batches where !batch.isEmpty {
      let isFull =
        pending.count + batch.count > recordLimit
        || pending.estimatedByteCount + batch.estimatedByteCount > StoreLimits.segmentByteCount
      if isFull, !pending.isEmpty {
        try body(pending)
        pending = LogBatch()
      }
      guard batch.count > recordLimit else {
        pending.append(contentsOf: batch)
        continue
      }
      for first in stride(from: 0, to: batch.count, by: recordLimit) {
        var portion = LogBatch()
        portion.append(contentsOf: batch, rows: Array(first..<min(first + recordLimit, batch.count)))
        try body(portion)
      }
    }
    if !pending.isEmpty { try body(pending) }
  }
}
