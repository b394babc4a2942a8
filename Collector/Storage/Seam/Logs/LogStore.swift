package import TelemetryModel

/// Where ingest leaves log records.
package protocol LogSink: Sendable {
  /// Stores the batches durably: when this returns, they survive a crash and a power loss, and the next scan sees them.
  /// When it throws, none of them is stored, and a later call may succeed.
  ///
  /// Blocks its thread; called by one thread at a time, perhaps while another appends to the store's `SpanSink`.
  func append(_ batches: [LogBatch]) throws(StoreError)
}

/// What queries read log records from. Every call sees everything that was acknowledged before it began.
///
/// Calls block their thread (not for the cooperative pool) and may be made from several threads at once.
package protocol LogSource: Sendable {
  /// Offers the stored records in portions until `visit` says stop: for `.newestFirst` by falling latest time, for
  /// `.oldestFirst` by rising earliest time.
  ///
  /// Leaves out portions that cannot hold a record that fulfils `hint`; a portion offered may hold any records, and may
  /// lack those whose bodies are not what the hint asks for. The
  /// times of portions may overlap: a caller that wants the first `n` records stops once no later portion can hold an
  /// earlier one.
  func scanLogs(
    _ hint: LogScanHint, _ order: LogOrder, _ visit: (LogPortion) throws(StoreError) -> ScanStep
  ) throws(StoreError)
}

/// In which order of time records are wanted.
package enum LogOrder: Sendable {
  case newestFirst
  case oldestFirst
}

/// A part of the stored records, read only when asked for.
package struct LogPortion {
  /// From the earliest to the latest effective time of its records.
  package let times: TimeRange
  /// How many records it has of each service and severity, where that is known without reading it.
  package let counts: [Count]?
  private let read: () throws(StoreError) -> LogBatch

  package struct Count: Sendable {
    package let service: [UInt8]
    package let severity: SeverityNumber
    package let recordCount: Int

    package init(service: [UInt8], severity: SeverityNumber, recordCount: Int) {
      self.service = service
      self.severity = severity
      self.recordCount = recordCount
    }
  }

  package init(times: TimeRange, counts: [Count]? = nil, read: @escaping () throws(StoreError) -> LogBatch) {
    self.times = times
    self.counts = counts
    self.read = read
  }

  /// Reads and decodes the portion.
  package func load() throws(StoreError) -> LogBatch { try read() }
}
