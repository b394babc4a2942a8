package import TelemetryModel

/// Where ingest leaves points of metrics.
package protocol MetricPointSink: Sendable {
  /// Stores the batches durably: when this returns, they survive a crash and a power loss, and the next scan sees them.
  /// When it throws, none of them is stored, and a later call may succeed.
  ///
  /// Blocks its thread; called by one thread at a time, perhaps while another appends to the store's `SpanSink`.
  func append(_ batches: [MetricBatch]) throws(StoreError)
}

/// What queries read points of metrics from. Every call sees everything that was acknowledged before it began.
///
/// Calls block their thread (not for the cooperative pool) and may be made from several threads at once.
package protocol MetricPointSource: Sendable {
  /// Offers the stored points in portions, those that arrived first before others, until `visit` says stop.
  ///
  /// Leaves out portions without points in `times`; a portion offered may hold any points. A portion is read inside
  /// the visit only. Damaged portions are left out.
  func scanMetrics(
    _ times: TimeRange, _ visit: (MetricPortion) throws(StoreError) -> ScanStep
  ) throws(StoreError)
}
