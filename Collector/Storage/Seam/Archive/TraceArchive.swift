package import TelemetryModel

/// Where single traces are kept for longer than the rest.
///
/// An archived trace is a copy, with the log records that belong to it: retention leaves it alone, and reading the trace
/// by its ID joins the copy with what is stored besides. Calls block their thread.
package protocol TraceArchive: Sendable {
  /// Copies a trace as it is now, spans that were archived before included. When this returns, the copy survives a crash
  /// and a power loss.
  ///
  /// - Returns: `nil` when no span of the trace is stored.
  /// - Throws: `full` when the archive has no room for it; it stays as it was then.
  func archive(_ id: TraceID) throws(StoreError) -> ArchivedTrace?

  /// Removes a copy; whether there was one.
  func removeFromArchive(_ id: TraceID) throws(StoreError) -> Bool

  /// Those that were archived last, the last first, and what the archive holds in all.
  ///
  /// - Parameter id: the one that is asked for; all when there is none.
  func archivedTraces(
    limit: Int, only id: TraceID?
  ) throws(StoreError) -> (traces: [ArchivedTrace], figures: ArchiveFigures)
}

/// What is known of an archived trace without reading it.
package struct ArchivedTrace: Hashable, Sendable {
  package let traceID: TraceID
  /// When it was archived, for the last time.
  package let time: Timestamp
  package let spanCount: Int
  package let recordCount: Int
  /// Of its segments, without what SQLite adds.
  package let byteCount: Int

  package init(traceID: TraceID, time: Timestamp, spanCount: Int, recordCount: Int, byteCount: Int) {
    self.traceID = traceID
    self.time = time
    self.spanCount = spanCount
    self.recordCount = recordCount
    self.byteCount = byteCount
  }
}

/// What the archive holds in all.
package struct ArchiveFigures: Hashable, Sendable {
  package var traceCount = 0
  package var spanCount = 0
  package var recordCount = 0
  package var byteCount = 0
  /// How many bytes it may hold.
  package var byteLimit = 0

  package init() {}
}
