import Synchronization
import TelemetryModel
import TelemetryStorage

/// A store of one portion that can be searched, but not loaded.
final class SearchingSource: SpanSource {
  private let batch: SpanBatch
  private let seenHints = Mutex<[ScanHint]>([])

  /// What scans were looking for, the first one first.
  var hints: [ScanHint] { seenHints.withLock { $0 } }

  init(spans: [Span]) { batch = SpanBatch(spans) }

  func trace(_ id: TraceID) throws(StoreError) -> SpanBatch { batch }

  func operations() throws(StoreError) -> Set<ServiceOperation> { [] }

  func scan(_ hint: ScanHint, _ visit: (ScanPortion) throws(StoreError) -> ScanStep) throws(StoreError) {
    seenHints.withLock { $0.append(hint) }
    let portion = ScanPortion(
      latestStart: Timestamp(nanoseconds: .max),
      search: { [batch] condition, visit in batch.matches(condition, visit) },
      read: { () throws(StoreError) in throw StoreError(.unavailable, "not to be loaded") })
    _ = try visit(portion)
  }
}
