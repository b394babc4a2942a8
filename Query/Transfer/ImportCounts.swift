import OTLPFormat
import TelemetryModel

/// What an import has read so far.
package struct ImportCounts: Sendable {
  package internal(set) var messageCount = 0
  /// Valid rows.
  package internal(set) var rows = RowCounts()
  /// Rows that were left out because they are not valid.
  package internal(set) var rejected = RowCounts()
  /// Why the first of them was left out.
  package internal(set) var rejectionMessage = ""
  /// Bytes of the files, as they lie on the disk.
  package internal(set) var readByteCount = 0
  /// Bytes of all files; `nil` when that is not known.
  package internal(set) var totalByteCount: Int?
  private var traceIDs: Set<TraceID> = []

  /// Distinct traces; exact while `countsAllTraces`.
  package var traceCount: Int { traceIDs.count }
  /// Whether there were few enough traces to remember all of them.
  package var countsAllTraces: Bool { traceCount < TransferLimits.countedTraceCount }

  mutating func count(_ message: TelemetryMessage) {
    messageCount += 1
    switch message {
    case .spans(let result):
      count(result.batch)
      rejected.spans += result.rejectedSpanCount
      note(result.rejectionMessage)
    case .logs(let batch): rows.records += batch.count
    case .metrics(let result):
      rows.points += result.batch.count
      rejected.points += result.rejectedPointCount
      note(result.rejectionMessage)
    }
  }

  private mutating func note(_ message: String) {
    if rejectionMessage.isEmpty { rejectionMessage = message }
  }

  private mutating func count(_ batch: SpanBatch) {
    rows.spans += batch.count
    var latest = TraceID.invalid
    for id in batch.traceIDs where id != latest {
      latest = id
      if countsAllTraces { traceIDs.insert(id) }
    }
  }
}
