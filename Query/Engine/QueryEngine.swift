package import Rollups
package import TelemetryModel
package import TelemetryStorage

/// Answers questions about stored spans.
///
/// Calls block their thread, some for long, and may be made from several threads at once; they do not belong on the
/// cooperative pool or an event loop. Every answer sees all that was acknowledged before the call.
package struct QueryEngine: Sendable {
  let source: any SpanSource
  let rollups: any RollupSource
  /// `nil` where no log records are kept.
  let logSource: (any LogSource)?
  /// `nil` where no metrics are kept.
  let metricSource: (any MetricPointSource)?
  /// `nil` where single traces are not kept for longer.
  let archive: (any TraceArchive)?
  package let limits: QueryLimits
  /// Under which keys services write the ID that ties their work together.
  package let correlationKeys: CorrelationKeys

  /// - Parameters:
  ///   - rollups: `nil` for a source that keeps none: every question about rates scans its spans then.
  ///   - logs: `nil` where none are kept; so are `metrics` and `archive`.
  package init(
    source: any SpanSource, rollups: (any RollupSource)? = nil, logs: (any LogSource)? = nil,
    metrics: (any MetricPointSource)? = nil, archive: (any TraceArchive)? = nil, limits: QueryLimits = QueryLimits(),
    correlationKeys: CorrelationKeys = .standard
  ) {
    self.source = source
    self.rollups = rollups ?? ScannedRollups(source)
    logSource = logs
    metricSource = metrics
    self.archive = archive
    self.limits = limits
    self.correlationKeys = correlationKeys
  }

  /// All spans of a trace in the order of their arrival, as they were sent. Throws `traceNotFound`.
  package func trace(_ id: TraceID) throws(QueryError) -> SpanBatch {
    let batch = try reading { () throws(StoreError) in try source.trace(id) }
    guard !batch.isEmpty else { throw QueryError(.traceNotFound, "trace not found") }
    return batch
  }

  /// The names of all services, sorted by their bytes.
  package func services() throws(QueryError) -> [String] {
    Set(try storedOperations().map(\.service)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The operations of a service, of one kind or of all, sorted by name and kind.
  package func operations(service: String, kind: SpanKind? = nil) throws(QueryError) -> [ServiceOperation] {
    try storedOperations()
      .filter { $0.service == service && (kind == nil || $0.kind == kind) }
      .sorted { left, right in
        left.operation == right.operation
          ? left.kind.rawValue < right.kind.rawValue
          : left.operation.utf8.lexicographicallyPrecedes(right.operation.utf8)
      }
  }

  private func storedOperations() throws(QueryError) -> Set<ServiceOperation> {
    try reading { () throws(StoreError) in try source.operations() }
  }

  /// What a store is asked, with its failure as that of the query.
  func reading<Result>(_ body: () throws(StoreError) -> Result) throws(QueryError) -> Result {
    do {
      return try body()
    } catch {
      throw QueryError(error)
    }
  }
}
