package import TelemetryModel

/// A segment of log records ready to be stored: its bytes, and what is kept beside them so that readers can leave it
/// out.
package struct EncodedLogSegment: Sendable {
  /// The data part.
  package let bytes: [UInt8]
  /// A `LogSummary`.
  package let summary: [UInt8]
  /// A `TraceFilter` of all traces that its records belong to, by field or by attribute.
  package let traceFilter: [UInt8]
  /// A `BinaryFuseFilter` of the words of its bodies and of its correlation IDs (`LogWords`).
  package let wordFilter: [UInt8]
  /// The earliest and latest effective time of its records.
  package let earliestTime: Timestamp
  package let latestTime: Timestamp
  package let recordCount: Int
}

extension EncodedLogSegment {
  /// What goes beside the data part of a batch, whatever its level.
  init(_ bytes: [UInt8], of batch: borrowing LogBatch, keys: CorrelationKeys, segmentID: Int64) {
    let lookUps = LogLookUpColumns(batch, keys: keys)
    let summary = LogSummary(of: batch)
    var traces = Set(lookUps.traceIDs)
    traces.remove(.invalid)
    self.init(
      bytes: bytes, summary: summary.encode(segmentID: segmentID),
      traceFilter: TraceFilter(Array(traces)).encode(segmentID: segmentID),
      wordFilter: LogWords.filter(batch, lookUps, keys: keys).encode(segmentID: segmentID),
      earliestTime: summary.earliestTime,
      latestTime: summary.latestTime, recordCount: batch.count)
  }
}
