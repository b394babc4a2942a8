import TelemetryModel

/// Where a log record belongs in a report.
package struct LogPlace: Hashable, Sendable {
  /// The row of the record in the batch of logs.
  package let row: Int
  /// The index of its trace in the report; `nil` when the record has none, or it is not there.
  package let trace: Int?
  /// The place of its span in the tree of that trace; `nil` when the record names none, or it is not there.
  package let node: Int?

  /// The places of all records, in the order of their times. O(records log records + spans).
  static func all(of logs: LogBatch, in traces: [TraceFindings]) -> [LogPlace] {
    let columns = LogLookUpColumns(logs)
    let indexes = Dictionary(traces.enumerated().map { ($1.id, $0) }) { first, _ in first }
    let nodes = traces.map { trace in
      Dictionary(trace.tree.nodes.enumerated().map { (trace.batch.spanIDs[$1.row], $0) }) { first, _ in first }
    }
    return (0..<logs.count).sorted { (logs.effectiveTime(of: $0), $0) < (logs.effectiveTime(of: $1), $1) }.map { row in
      let trace = indexes[columns.traceIDs[row]]
      return LogPlace(row: row, trace: trace, node: trace.flatMap { nodes[$0][columns.spanIDs[row]] })
    }
  }
}
