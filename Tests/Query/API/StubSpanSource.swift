import TelemetryModel
import TelemetryStorage

/// A store that holds one batch, or fails.
struct StubSpanSource: SpanSource {
  var batch = SpanBatch()
  var failure: StoreError?

  init(_ spans: [Span] = [], failure: StoreError? = nil) {
    batch = SpanBatch(spans)
    self.failure = failure
  }

  func trace(_ id: TraceID) throws(StoreError) -> SpanBatch {
    if let failure { throw failure }
    var trace = SpanBatch()
    trace.append(contentsOf: batch, rows: (0..<batch.count).filter { batch.traceIDs[$0] == id })
    return trace
  }

  func operations() throws(StoreError) -> Set<ServiceOperation> {
    if let failure { throw failure }
    return Set(
      (0..<batch.count).map { row in
        ServiceOperation(
          service: batch.strings.text(batch.serviceName(of: row)), operation: batch.strings.text(batch.names[row]),
          kind: batch.kinds[row])
      })
  }

  func scan(_ hint: ScanHint, _ visit: (ScanPortion) throws(StoreError) -> ScanStep) throws(StoreError) {
    if let failure { throw failure }
    guard let latest = batch.startTimes.max() else { return }
    _ = try visit(ScanPortion(latestStart: latest) { () throws(StoreError) in batch })
  }
}
