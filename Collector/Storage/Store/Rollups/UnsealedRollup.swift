import Rollups
import TelemetryModel
import TelemetryStorage

/// Makes the rollup of all spans in level 0, as the merge will see them: without resent copies, traces whole.
///
/// Spans of a trace lie anywhere in level 0. When all of them together take too much memory, the segments are read
/// several times, for a part of the traces each time.
struct UnsealedRollup {
  private(set) var rollup = Rollup()
  private(set) var damagedCount = 0
  private let segments: [SegmentEntry]
  private let passCount: Int

  init(_ segments: [SegmentEntry]) {
    self.segments = segments.sorted { $0.id < $1.id }
    let spanCount = segments.reduce(0) { $0 + $1.spanCount }
    let byteCount = segments.reduce(0) { $0 + $1.byteCount }
    passCount = max(
      1, (spanCount - 1) / StoreLimits.unsealedPassSpanCount + 1,
      (byteCount - 1) / StoreLimits.unsealedPassByteCount + 1)
  }

  /// - Parameter read: all spans of a segment, `nil` when it is damaged.
  mutating func build(_ read: (SegmentEntry) throws(StoreError) -> SpanBatch?) throws(StoreError) {
    var builder = RollupBuilder()
    for pass in 0..<passCount {
      var spans = SpanBatch()
      for segment in segments {
        guard let batch = try read(segment) else {
          if pass == 0 { damagedCount += 1 }
          continue
        }
        if passCount == 1 {
          spans.append(contentsOf: batch)
        } else {
          spans.append(
            contentsOf: batch, rows: batch.traceIDs.indices.filter { self.pass(of: batch.traceIDs[$0]) == pass })
        }
      }
      if let distinct = DuplicateRows.distinctRows(of: spans) {
        var rest = SpanBatch()
        rest.append(contentsOf: spans, rows: distinct)
        spans = rest
      }
      builder.add(spans)
    }
    rollup = builder.finish()
  }

  private func pass(of trace: TraceID) -> Int {
    var hash = WordHash()
    hash.combine(trace.high)
    hash.combine(trace.low)
    return Int(hash.value % UInt64(passCount))
  }
}
