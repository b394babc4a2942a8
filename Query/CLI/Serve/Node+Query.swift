import HTTPService
import Hummingbird
import MetricSeries
import NIOPosix
import PromQL
import QueryAPI
import QueryEngine
import SegmentStore
import ServiceLifecycle
import SpanSeries
import TelemetryModel
import WebPage

extension Node {
  /// - Parameter onReady: Called with the endpoint that is really used.
  func queryService(
    _ options: QueryOptions, _ access: AccessOptions, tls: TLSCredentials? = nil,
    onReady: @escaping @Sendable (HTTPEndpoint) -> Void = { _ in }
  ) throws -> any Service {
    let router = Router(context: BasicRequestContext.self, options: .autoGenerateHeadEndpoints)
    queryAPI.addRoutes(to: router)
    WebPage.addRoutes(to: router, below: options.basePath)
    WebPage.addDashboardRoutes(
      to: router, library: DashboardLibrary(folder: options.dashboards), threadPool: threads)
    WebPage.addLinkPatternRoute(to: router, patterns: try options.readLinkPatterns())
    let basePath = options.basePath.path
    let scheme = TLSCredentials.scheme(tls)
    let server = HTTPService.application(
      at: options.endpoint, responder: BasePathResponder(router.buildResponder(), below: options.basePath),
      guardedBy: access.rules, tls: tls, logger: httpLogger
    ) {
      announce("answering queries on \(scheme)://\($0)")
      if !basePath.isEmpty { announce("and below \(basePath), for a proxy") }
      onReady($0)
    }
    return ListeningService(endpoint: options.endpoint, option: "--http", server: server)
  }

  /// What answers queries over the store.
  var queryAPI: QueryAPI {
    let metrics = SelfMetrics(store: store, ingest: ingest, logIngest: logIngest, metricIngest: metricIngest)
    let engine = QueryEngine(
      source: store, rollups: store, logs: store, metrics: store, archive: store, correlationKeys: correlationKeys)
    let threads = threads
    let series = CombinedMetricSource([
      SpanSeriesSource(store, now: { .now }), StoredMetricSeries(store, now: { .now }),
    ])
    return QueryAPI(
      engine: engine, series: series, threadPool: threads, metrics: metrics.prometheus,
      isReady: { (try? await threads.runIfActive { _ = try engine.services() }) != nil },
      storage: { [store, retainBytes] in try store.figures(retainBytes: retainBytes) })
  }
}
