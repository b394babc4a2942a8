import TelemetryModel
import TelemetryStorage

extension QueryEngine {
  /// Adds the log records that belong to the ID or to one of its traces, oldest first.
  func collectLogs(
    _ id: String, _ keys: CorrelationKeys, _ traces: Set<TraceID>, into result: inout Correlated,
    until deadline: Deadline
  ) throws(QueryError) {
    guard let logSource else { return }
    var hints = [LogScanHint(correlationID: id)]
    if let trace = TraceID(hex: id), trace.isValid, !traces.contains(trace) {
      hints.append(LogScanHint(traceID: trace))
    }
    hints += traces.sorted().map { LogScanHint(traceID: $0) }
    var seen: Set<LogRecord> = []
    for hint in hints {
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
          for row in 0..<batch.count where columns.fulfils(hint, row, batch) {
            let record = batch.record(at: row)
            guard seen.insert(record).inserted else { continue }
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

extension LogScanHint {
  fileprivate init(correlationID: String? = nil, traceID: TraceID? = nil) {
    self.init()
    self.correlationID = correlationID
    self.traceID = traceID
  }
}

extension LogLookUpColumns {
  fileprivate func fulfils(_ hint: LogScanHint, _ row: Int, _ batch: LogBatch) -> Bool {
    if let trace = hint.traceID { return traceIDs[row] == trace }
    guard let id = hint.correlationID else { return false }
    return switch correlationIDs[row] {
    case .none: false
    case .text(let code): batch.strings[code].elementsEqual(id.utf8)
    case .number(let number): String(number) == id
    }
  }
}
