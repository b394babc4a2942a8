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
  /// All stored spans of a trace, in the order of their arrival; empty when there is none.
  func trace(_ id: TraceID) throws(StoreError) -> SpanBatch

  /// Every distinct (service, operation, kind).
  func operations() throws(StoreError) -> Set<ServiceOperation>

  /// Offers the stored spans in portions, by falling `ScanPortion.latestStart`, until `visit` says stop.
  ///
  /// Leaves out portions that cannot hold a span that fulfils `hint`; a portion offered may hold any spans.
  func scan(_ hint: ScanHint, _ visit: (ScanPortion) throws(StoreError) -> ScanStep) throws(StoreError)
}

package typealias TelemetryStore = SpanSink & SpanSource

/// A part of the stored spans, read only when asked for.
package struct ScanPortion {
  /// No span of this portion, nor of any that follows, starts later.
  package let latestStart: Timestamp
  private let read: () throws(StoreError) -> SpanBatch

  package init(latestStart: Timestamp, read: @escaping () throws(StoreError) -> SpanBatch) {
    self.latestStart = latestStart
    self.read = read
  }

  /// Reads and decodes the portion.
  package func load() throws(StoreError) -> SpanBatch { try read() }
}

/// An operation of a service: spans of one name and kind.
package struct ServiceOperation: Hashable, Sendable {
  package let service: String
  package let operation: String
  package let kind: SpanKind

  package init(service: String, operation: String, kind: SpanKind) {
    self.service = service
    self.operation = operation
    self.kind = kind
  }
}

/// What a scan is looking for, as far as a store can use it to leave portions out.
package struct ScanHint: Sendable {
  /// Start times of the spans that are looked for.
  package var timeRange: TimeRange
  package var service: String?
  package var operation: String?

  package init(timeRange: TimeRange = .all, service: String? = nil, operation: String? = nil) {
    self.timeRange = timeRange
    self.service = service
    self.operation = operation
  }
}

/// Whether a scan goes on.
package enum ScanStep: Sendable {
  case `continue`
  case stop
}
