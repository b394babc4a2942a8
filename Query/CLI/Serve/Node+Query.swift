import HTTPService
import Hummingbird
import QueryAPI
import QueryEngine
import ServiceLifecycle

extension Node {
  func queryService(_ options: QueryOptions) throws -> any Service {
    let metrics = SelfMetrics(store: store, ingest: ingest)
    let router = Router(context: BasicRequestContext.self)
    QueryAPI(engine: QueryEngine(source: store), threadPool: threads, metrics: metrics.prometheus).addRoutes(to: router)
    return HTTPService.application(at: options.endpoint, responder: router.buildResponder(), logger: logger) {
      endpoint in
      announce("answering queries on http://\(endpoint)")
    }
  }
}
