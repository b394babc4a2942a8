import HTTPService
import Hummingbird
import NIOPosix
import QueryAPI
import QueryEngine
import SegmentStore
import ServiceLifecycle
import SpanSeries

extension Node {
  func queryService(_ options: QueryOptions) throws -> any Service {
    let metrics = SelfMetrics(store: store, ingest: ingest)
    let router = Router(context: BasicRequestContext.self, options: .autoGenerateHeadEndpoints)
    let engine = QueryEngine(source: store, rollups: store)
    let threads = threads
    let api = QueryAPI(
      engine: engine, series: SpanSeriesSource(store, now: { .now }), threadPool: threads, metrics: metrics.prometheus,
      isReady: { (try? await threads.runIfActive { _ = try engine.services() }) != nil },
      storage: { [store, retainBytes] in try store.figures(retainBytes: retainBytes) })
    api.addRoutes(to: router)
    let server = HTTPService.application(at: options.endpoint, responder: router.buildResponder(), logger: httpLogger) {
      announce("answering queries on http://\($0)")
    }
    return ListeningService(endpoint: options.endpoint, option: "--http", server: server)
  }
}
