import HTTPService
import Hummingbird
import NIOPosix
import QueryAPI
import QueryEngine
import ServiceLifecycle

extension Node {
  func queryService(_ options: QueryOptions) throws -> any Service {
    let metrics = SelfMetrics(store: store, ingest: ingest)
    let router = Router(context: BasicRequestContext.self, options: .autoGenerateHeadEndpoints)
    let engine = QueryEngine(source: store)
    let threads = threads
    let api = QueryAPI(
      engine: engine, threadPool: threads, metrics: metrics.prometheus,
      isReady: { (try? await threads.runIfActive { _ = try engine.services() }) != nil })
    api.addRoutes(to: router)
    return HTTPService.application(at: options.endpoint, responder: router.buildResponder(), logger: logger) {
      endpoint in
      announce("answering queries on http://\(endpoint)")
    }
  }
}
