import TelemetryModel
import TelemetryStorage

extension QueryEngine {
  /// Adds the log records that belong to the ID or to one of its traces, oldest first.
  func collectLogs(
    _ id: String, _ keys: CorrelationKeys, _ traces: Set<TraceID>, into result: inout Correlated,
    until deadline: Deadline
  ) throws(QueryError) {
    guard let logSource else { return }
    // The ID may be that of a trace of which only logs are there.
    var traces = traces
    if let trace = TraceID(hex: id), trace.isValid { traces.insert(trace) }
    let wanted = [LogScanHint(correlationID: id)] + traces.sorted().map { LogScanHint(traceID: $0) }
    var copies = CopyCount()
    for hint in wanted {
      var failure: QueryError?
      do {
        try logSource.scanLogs(hint, .oldestFirst) { portion throws(StoreError) in
          do throws(QueryError) {
            try deadline.check()
          } catch {
            failure = error
            return .stop
          }
          let batch = try portion.load()
          let columns = LogLookUpColumns(batch, keys: keys)
          copies.beginPortion()
          for row in 0..<batch.count where columns.fulfils(hint, row, batch, besides: traces) {
            let record = batch.record(at: row)
            guard copies.isNew(record) else { continue }
            guard result.logs.count < limits.correlatedLogCount else {
              result.isCutShort = true
              return .stop
            }
            result.logs.append(record)
          }
          return .continue
        }
      } catch {
        throw QueryError(error)
      }
      if let failure { throw failure }
    }
  }
}

/// Tells records that were sent again from equal ones that were sent together.
///
/// A service may log the same line twice in a nanosecond, but what lies in two portions was sent twice: of equal records
/// there are as many as the portion with the most of them has. Merges remove the others.
private struct CopyCount {
  private var known: [LogRecord: Int] = [:]
  private var here: [LogRecord: Int] = [:]

  mutating func beginPortion() { here = [:] }

  mutating func isNew(_ record: LogRecord) -> Bool {
    let count = here[record, default: 0] + 1
    here[record] = count
    guard count > known[record, default: 0] else { return false }
    known[record] = count
    return true
  }
}

extension LogScanHint {
  fileprivate init(correlationID: String? = nil, traceID: TraceID? = nil) {
    self.init()
    self.correlationID = correlationID
    self.traceID = traceID
  }
}

extension LogLookUpColumns {
  /// - Parameter traces: what is asked for by trace; the ID does not ask for it again.
  fileprivate func fulfils(_ hint: LogScanHint, _ row: Int, _ batch: LogBatch, besides traces: Set<TraceID>) -> Bool {
    if let trace = hint.traceID { return traceIDs[row] == trace }
    guard let id = hint.correlationID, !traces.contains(traceIDs[row]) else { return false }
    return switch correlationIDs[row] {
    case .none: false
    case .text(let code): batch.strings[code].elementsEqual(id.utf8)
    case .number(let number): String(number) == id
    }
  }
}
