import Synchronization
import TelemetryModel
import TelemetryStorage

/// An archive that knows which traces are in it, for a few bytes.
final class StubArchive: TraceArchive {
  private let source: any SpanSource
  private let isFull: Bool
  private let kept = Mutex<[ArchivedTrace]>([])

  init(_ source: any SpanSource, isFull: Bool = false) {
    self.source = source
    self.isFull = isFull
  }

  func archive(_ id: TraceID) throws(StoreError) -> ArchivedTrace? {
    let count = try source.trace(id).count
    if count == 0 { return nil }
    if isFull { throw StoreError(.full, "the archive holds enough") }
    return kept.withLock { kept in
      let time = Timestamp.test.adding(UInt64(kept.count))
      let trace = ArchivedTrace(traceID: id, time: time, spanCount: count, recordCount: 2, byteCount: 100)
      kept.insert(trace, at: 0)
      return trace
    }
  }

  func removeFromArchive(_ id: TraceID) throws(StoreError) -> Bool {
    kept.withLock { kept in
      let count = kept.count
      kept.removeAll { $0.traceID == id }
      return kept.count < count
    }
  }

  func archivedTraces(
    limit: Int, only id: TraceID?
  ) throws(StoreError) -> (traces: [ArchivedTrace], figures: ArchiveFigures) {
    kept.withLock { kept in
      var figures = ArchiveFigures()
      figures.traceCount = kept.count
      figures.byteCount = 100 * kept.count
      figures.byteLimit = 1_000
      return (Array(kept.filter { id == nil || $0.traceID == id }.prefix(limit)), figures)
    }
  }
}
