import HTTPService
import Hummingbird
import OTLPReceiver
import QueryAPI
import ServiceLifecycle
import WebPage

extension Node {
  /// The server on Zipkin's port, where one is asked for. Everything is below `/zipkin`, too, as with Zipkin.
  ///
  /// - Parameter answersQueries: whether it answers Zipkin's queries, and does not only receive.
  func zipkinServices(
    _ options: CollectorOptions, _ access: AccessOptions, answersQueries: Bool, tls: TLSCredentials? = nil
  ) -> [any Service] {
    guard let ingest, let endpoint = options.zipkinEndpoint, let basePath = BasePath("/zipkin") else { return [] }
    let router = Router(context: BasicRequestContext.self, options: .autoGenerateHeadEndpoints)
    if answersQueries {
      queryAPI.addZipkinPortRoutes(to: router, version: Skein.version)
    } else {
      router.get("/health") { _, _ in Response(status: .ok) }
    }
    let receiver = ZipkinReceiver(ingest: ingest, decodeThreads: threads, limits: options.receiverLimits)
    let port = ZipkinPort(receiver, queries: router.buildResponder())
    let scheme = TLSCredentials.scheme(tls)
    let server = HTTPService.application(
      at: endpoint, responder: BasePathResponder(port, below: basePath), guardedBy: access.rules, tls: tls,
      logger: httpLogger
    ) {
      announce(
        "receiving Zipkin's spans on \(scheme)://\($0)/api/v2/spans"
          + (answersQueries ? ", and answering its queries" : ""))
    }
    return [ListeningService(endpoint: endpoint, option: "--zipkin", server: server)]
  }
}
