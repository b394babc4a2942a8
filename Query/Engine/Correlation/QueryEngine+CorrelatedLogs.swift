import TelemetryModel
import TelemetryStorage

extension QueryEngine {
  /// Adds the log records that carry the ID, and those of its traces. Each segment is read twice at most, however many
  /// traces there are.
  func collectLogs(
    _ id: String, _ traces: Set<TraceID>, into result: inout Correlated,
    until deadline: Deadline
  ) throws(QueryError) {
    // The ID may be that of a trace of which only logs are there.
    var traces = traces
    if let trace = TraceID(hex: id), trace.isValid { traces.insert(trace) }
    var copies = CopyCount()
    var carriesID = LogScanHint()
    carriesID.correlationID = id
    carriesID.correlationKeys = correlationKeys
    try collectLogs(carriesID, into: &result, &copies, until: deadline) { columns, row, batch in
      columns.carries(id, row: row, in: batch) && !traces.contains(columns.traceIDs[row])
    }
    if traces.isEmpty { return }
    var isOfTrace = LogScanHint()
    isOfTrace.traceIDs = traces
    try collectLogs(isOfTrace, into: &result, &copies, until: deadline) { columns, row, _ in
      traces.contains(columns.traceIDs[row])
    }
  }

  private func collectLogs(
    _ hint: LogScanHint, into result: inout Correlated, _ copies: inout CopyCount,
    until deadline: Deadline, where isWanted: (LogLookUpColumns, Int, LogBatch) -> Bool
  ) throws(QueryError) {
    try scan(hint, .oldestFirst) { portion throws(QueryError) in
      try deadline.check()
      let batch = try load(portion)
      let columns = LogLookUpColumns(batch, keys: correlationKeys)
      copies.beginPortion()
      for row in 0..<batch.count where isWanted(columns, row, batch) {
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
