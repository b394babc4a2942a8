import Synchronization
import TelemetryModel
import TelemetryStorage

/// A store of batches in memory, each of them one portion of a scan.
final class InMemorySpanSource: SpanSource {
  private let portions: [SpanBatch]
  private let failure: StoreError?
  private let loads = Mutex(0)

  /// How many portions scans have read so far.
  var loadCount: Int { loads.withLock { $0 } }

  init(_ spans: [Span], portionCount: Int = 1, failure: StoreError? = nil) {
    let size = max(1, (spans.count + portionCount - 1) / portionCount)
    portions = stride(from: 0, to: spans.count, by: size).map { SpanBatch(spans[$0..<min($0 + size, spans.count)]) }
    self.failure = failure
  }

  func trace(_ id: TraceID) throws(StoreError) -> SpanBatch {
    if let failure { throw failure }
    var trace = SpanBatch()
    for portion in portions {
      let rows = (0..<portion.count).filter { portion.traceIDs[$0] == id }
      if !rows.isEmpty { trace.append(contentsOf: portion, rows: rows) }
    }
    return trace
  }

  func operations() throws(StoreError) -> Set<ServiceOperation> {
    if let failure { throw failure }
    return Set(
      portions.flatMap { portion in
        (0..<portion.count).map { row in
          ServiceOperation(
            service: portion.strings.text(portion.serviceName(of: row)),
            operation: portion.strings.text(portion.names[row]), kind: portion.kinds[row])
        }
      })
  }

  func scan(_ hint: ScanHint, _ visit: (ScanPortion) throws(StoreError) -> ScanStep) throws(StoreError) {
    if let failure { throw failure }
    let latest = portions.map { portion in portion.startTimes.max() ?? Timestamp(nanoseconds: 0) }
    for index in portions.indices.sorted(by: { latest[$0] > latest[$1] }) {
      let portion = ScanPortion(latestStart: latest[index]) { [self] () throws(StoreError) in
        loads.withLock { $0 += 1 }
        return portions[index]
      }
      if try visit(portion) == .stop { return }
    }
  }
}
