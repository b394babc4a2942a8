import SegmentFormat
import TelemetryModel
import TelemetryStorage

/// What the catalog knows about one log segment, so that it need not be read when it cannot hold what is looked for.
final class LogEntry: Identifiable, Sendable {
  let id: Int64
  /// 0: as records arrived. 1: merged, by time.
  let level: Int
  /// Effective times of its records.
  let times: TimeRange
  /// See `StoredLogSegment.arrived`.
  let arrived: Timestamp
  let recordCount: Int
  /// Of its blobs.
  let byteCount: Int
  /// `nil` when it is damaged: the segment may then hold any record.
  let summary: LogSummary?
  /// `nil` when it is damaged: the segment may then hold any trace.
  let traceFilter: TraceFilter?

  /// What the summary says counts for more than the columns of the row, which no checksum covers.
  init(_ row: LogRow, summary: LogSummary?, traceFilter: TraceFilter?) {
    id = row.id
    level = row.level
    times = summary.flatMap { TimeRange(start: $0.earliestTime, end: $0.latestTime) } ?? row.times
    arrived = row.arrived
    recordCount = summary?.recordCount ?? row.recordCount
    byteCount = row.byteCount
    self.summary = summary
    self.traceFilter = traceFilter
  }

  /// Whether it may hold a record that fulfils a hint, as far as is known without reading anything.
  func mayFulfil(_ hint: LogScanHint) -> Bool {
    let leastSeverity = hint.leastSeverity == .unspecified ? SeverityNumber(rawValue: .min) : hint.leastSeverity
    return times.overlaps(hint.times)
      && (summary?.mayContain(service: hint.service, atLeast: leastSeverity) ?? true)
      && (hint.traceIDs.map { $0.contains(where: mayContain) } ?? true)
  }

  /// `nil` when there are too many to be listed, or the summary is damaged.
  var counts: [LogPortion.Count]? {
    guard let summary, summary.isComplete else { return nil }
    return summary.groups.map {
      LogPortion.Count(service: $0.service, severity: $0.severity, recordCount: $0.recordCount)
    }
  }

  func mayContain(_ id: TraceID) -> Bool { traceFilter?.mayContain(id) ?? true }
}
