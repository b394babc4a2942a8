package import HTTPService
import HTTPTypes
package import Hummingbird
package import NIOPosix
package import PromQL
package import QueryEngine
package import TelemetryModel
package import TelemetryStorage

/// The HTTP API of the query side: Jaeger's, version 1 and 3, Zipkin's, Prometheus', Skein's own, and what operators ask of a
/// server.
///
/// Everything it answers about traces is computed on `threadPool`, for the engine blocks its thread.
package struct QueryAPI: Sendable {
  let engine: QueryEngine
  let threadPool: NIOThreadPool
  /// What PromQL is asked about; `nil` for no Prometheus API at all.
  let series: (any MetricSource)?
  let limits: QueryAPILimits
  let promQLLimits: PromQLLimits
  let exportSlots: ExportSlots
  /// What `/metrics` shows.
  let metrics: @Sendable () -> PrometheusText
  /// Whether the store can be read, for `/ready`.
  let isReady: @Sendable () async -> Bool
  /// Where the bytes of the store are; `nil` when it does not tell. Blocks its thread.
  let storage: (@Sendable () throws -> StorageFigures)?
  /// The time of day, from which searches without bounds look back.
  let now: @Sendable () -> Timestamp

  package init(
    engine: QueryEngine, series: (any MetricSource)? = nil, threadPool: NIOThreadPool,
    limits: QueryAPILimits = QueryAPILimits(), promQLLimits: PromQLLimits = PromQLLimits(),
    metrics: @escaping @Sendable () -> PrometheusText = { PrometheusText() },
    isReady: @escaping @Sendable () async -> Bool = { true },
    storage: (@Sendable () throws -> StorageFigures)? = nil,
    now: @escaping @Sendable () -> Timestamp = { .now }
  ) {
    self.engine = engine
    self.series = series
    self.promQLLimits = promQLLimits
    self.threadPool = threadPool
    self.limits = limits
    exportSlots = ExportSlots(count: limits.exportCount)
    self.metrics = metrics
    self.isReady = isReady
    self.storage = storage
    self.now = now
  }

  /// Adds all routes, and the headers that every answer of the router carries.
  package func addRoutes<Context: RequestContext>(to router: Router<Context>) {
    router.add(middleware: SecurityHeaders())
    addOperatorRoutes(to: router)
    addOpenAPIRoute(to: router)
    addJaegerV1Routes(to: router)
    addJaegerMetricsRoutes(to: router)
    addJaegerV3Routes(to: router)
    addExportRoute(to: router)
    addStorageRoute(to: router)
    addRedRoutes(to: router)
    addServiceRoutes(to: router)
    addCorrelationRoutes(to: router)
    addArchiveRoutes(to: router)
    addPrometheusRoutes(to: router)
    addLogRoutes(to: router)
    addPageRoutes(to: router)
    addZipkinRoutes(to: router)
  }

  /// The answer to a request by its parameters; what goes wrong is answered as JSON with the status that fits it.
  func answer(
    _ request: Request, _ handler: (QueryParameters) async throws -> Response
  ) async -> Response {
    do {
      return try await handler(try QueryParameters(request))
    } catch {
      return Response(failure: RequestFailure(any: error))
    }
  }

  /// Runs blocking work off the event loops and the cooperative pool.
  func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await threadPool.runIfActive(work)
  }
}
