import TelemetryModel
import TelemetryStorage

/// Decides which rows go into one segment.
enum SegmentPacking {
  /// Merges batches until a segment is full, and divides those that are too large for one; in their order.
  static func forEachSegment<Batch: TelemetryBatch>(
    of batches: [Batch], rowLimit: Int, _ body: (Batch) throws(StoreError) -> Void
  ) throws(StoreError) {
    var pending = Batch()
    for batch in batches where !batch.isEmpty {
      let isFull =
        pending.count + batch.count > rowLimit
        || pending.estimatedByteCount + batch.estimatedByteCount > StoreLimits.segmentByteCount
      if isFull, !pending.isEmpty {
        try body(pending)
        pending = Batch()
      }
      guard batch.count > rowLimit else {
        pending.append(contentsOf: batch)
        continue
      }
      for first in stride(from: 0, to: batch.count, by: rowLimit) {
        var portion = Batch()
        portion.append(contentsOf: batch, rows: Array(first..<min(first + rowLimit, batch.count)))
        try body(portion)
      }
    }
    if !pending.isEmpty { try body(pending) }
  }
}
