package import TelemetryModel

/// Where ingest leaves batches. Implementations: SQLite (`SegmentStore`), later ClickHouse.
package protocol SpanSink: Sendable {
  /// Stores the batches durably: when this returns, they survive a crash and a power loss, and the next scan sees them.
  /// When it throws, none of them is stored, and a later call may succeed.
  ///
  /// Blocks its thread; called by one thread at a time.
  func append(_ batches: [SpanBatch]) throws(StoreError)
}

/// What queries read from. Every call sees everything that was acknowledged before it began.
///
/// Calls block their thread (not for the cooperative pool) and may be made from several threads at once.
package protocol SpanSource: Sendable {
  /// All stored spans of a trace; empty when there is none. Merged spans come in tree order, new ones as they arrived.
  func trace(_ id: TraceID) throws(StoreError) -> SpanBatch

  /// Offers the stored spans of some traces in portions, until `visit` says stop.
  ///
  /// The spans of one trace come in the order in which `trace` has them, perhaps in several portions. Many traces at once
  /// cost much less than one after the other.
  func traces(
    _ ids: Set<TraceID>, _ detail: SpanDetail, _ visit: (SpanBatch) throws(StoreError) -> ScanStep
  ) throws(StoreError)

  /// Every distinct (service, operation, kind).
  func operations() throws(StoreError) -> Set<ServiceOperation>

  /// Offers the stored spans in portions, by falling `ScanPortion.latestStart`, until `visit` says stop.
  ///
  /// Leaves out portions that cannot hold a span that fulfils `hint`; a portion offered may hold any spans.
  func scan(_ hint: ScanHint, _ visit: (ScanPortion) throws(StoreError) -> ScanStep) throws(StoreError)
}

extension SpanSource {
  /// For sources that have no quicker way: one trace after the other, whole.
  package func traces(
    _ ids: Set<TraceID>, _ detail: SpanDetail, _ visit: (SpanBatch) throws(StoreError) -> ScanStep
  ) throws(StoreError) {
    for id in ids {
      let batch = try trace(id)
      if !batch.isEmpty, try visit(batch) == .stop { return }
    }
  }
}

package typealias TelemetryStore = SpanSink & SpanSource
