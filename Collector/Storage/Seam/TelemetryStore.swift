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

  /// Every distinct (service, operation, kind).
  func operations() throws(StoreError) -> Set<ServiceOperation>

  /// Offers the stored spans in portions, by falling `ScanPortion.latestStart`, until `visit` says stop.
  ///
  /// Leaves out portions that cannot hold a span that fulfils `hint`; a portion offered may hold any spans.
  func scan(_ hint: ScanHint, _ visit: (ScanPortion) throws(StoreError) -> ScanStep) throws(StoreError)
}

package typealias TelemetryStore = SpanSink & SpanSource
