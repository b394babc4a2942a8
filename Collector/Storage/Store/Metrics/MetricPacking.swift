import TelemetryModel
import TelemetryStorage

/// Decides which points go into one level-0 segment, as `SegmentPacking` does for spans.
enum MetricPacking {
  /// Merges batches until a segment is full, and divides those that are too large for one; in their order.
  static func forEachSegment(
    of batches: [MetricBatch], pointLimit: Int, _ body: (MetricBatch) throws(StoreError) -> Void
  ) throws(StoreError) {
    var pending = MetricBatch()
    for batch in batches where !batch.isEmpty {
      let isFull =
        pending.count + batch.count > pointLimit
        || pending.estimatedByteCount + batch.estimatedByteCount > StoreLimits.segmentByteCount
      if isFull, !pending.isEmpty {
        try body(pending)
        pending = MetricBatch()
      }
      guard batch.count > pointLimit else {
        pending.append(contentsOf: batch)
        continue
      }
      for first in stride(from: 0, to: batch.count, by: pointLimit) {
        var portion = MetricBatch()
        portion.append(contentsOf: batch, rows: Array(first..<min(first + pointLimit, batch.count)))
        try body(portion)
      }
    }
    if !pending.isEmpty { try body(pending) }
  }
}
