package import TelemetryModel

/// What is stored under one correlation ID.
package struct Correlated: Sendable {
  /// The spans of each trace, as they are stored.
  package var traces: [SpanBatch]
  /// The log records of these traces and of the ID itself, each once.
  package var logs: LogBatch
  /// Whether a limit left something out; see `QueryLimits`.
  package var isCutShort: Bool

  package init(traces: [SpanBatch] = [], logs: LogBatch = LogBatch(), isCutShort: Bool = false) {
    self.traces = traces
    self.logs = logs
    self.isCutShort = isCutShort
  }

  package var isEmpty: Bool { traces.isEmpty && logs.isEmpty }
}
