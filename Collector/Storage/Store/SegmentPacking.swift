import TelemetryModel
import TelemetryStorage

/// Decides which spans go into one segment.
enum SegmentPacking {
  /// Merges batches until a segment is full, and divides those that are too large for one; in their order.
  static func forEachSegment(
    of batches: [SpanBatch], spanLimit: Int, _ body: (SpanBatch) throws(StoreError) -> Void
  ) throws(StoreError) {
    var pending = SpanBatch()
    for batch in batches where !batch.isEmpty {
      let isFull =
        pending.count + batch.count > spanLimit
        || pending.estimatedByteCount + batch.estimatedByteCount > StoreLimits.segmentByteCount
      if isFull, !pending.isEmpty {
        try body(pending)
        pending = SpanBatch()
      }
      if batch.count > spanLimit {
        try divide(batch, spanLimit, body)
      } else {
        pending.append(contentsOf: batch)
      }
    }
    if !pending.isEmpty { try body(pending) }
  }

  private static func divide(
    _ batch: SpanBatch, _ spanLimit: Int, _ body: (SpanBatch) throws(StoreError) -> Void
  ) throws(StoreError) {
    var first = 0
    while first < batch.count {
      let end = min(first + spanLimit, batch.count)
      var portion = SpanBatch()
      portion.append(contentsOf: batch, rows: Array(first..<end))
      try body(portion)
      first = end
    }
  }
}
