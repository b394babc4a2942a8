import Synchronization
import TelemetryModel
import TelemetryStorage

/// Keeps batches in memory, and fails while told to.
final class MemorySink: SpanSink {
  let batches = Mutex<[SpanBatch]>([])
  let error = Mutex<StoreError?>(nil)

  func append(_ batches: [SpanBatch]) throws(StoreError) {
    if let error = error.withLock({ $0 }) { throw error }
    self.batches.withLock { $0 += batches }
  }

  var spans: [Span] { batches.withLock { $0.flatMap(\.spans) } }
}
