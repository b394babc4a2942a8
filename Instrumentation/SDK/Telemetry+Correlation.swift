public import Tracing

extension Telemetry {
  /// The correlation ID of a request that has just come in: the one it came with, else a new one, if the configuration
  /// says so.
  ///
  /// For the edge of a service, after `extract` and before the first span. The ID is part of the context afterwards.
  @discardableResult
  public func ensureCorrelationID(in context: inout ServiceContext) -> String? {
    if let id = context.correlationID { return id }
    guard configuration.correlation.isCreatedAtEdge else { return nil }
    let id = tracer.newCorrelationID()
    context.correlationID = id
    return id
  }
}

/// Runs work under a correlation ID: its spans, its log records and what it calls carry it.
///
/// ```swift
/// try await withCorrelationID("order-4711") { try await ship(order) }
/// ```
public func withCorrelationID<Result>(
  _ id: String, isolation: isolated (any Actor)? = #isolation, _ work: () async throws -> Result
) async rethrows -> Result {
  var context = ServiceContext.current ?? .topLevel
  context.correlationID = id
  return try await ServiceContext.withValue(context, operation: work)
}
