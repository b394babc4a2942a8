import HTTPService
import Hummingbird
import OTLPReceiver
import ServiceLifecycle

extension Node {
  /// The server on Zipkin's port; `nil` unless one is asked for.
  func zipkinService(_ options: CollectorOptions, _ access: AccessOptions) -> (any Service)? {
    guard let ingest, let endpoint = options.zipkinEndpoint else { return nil }
    let receiver = ZipkinReceiver(ingest: ingest, decodeThreads: threads, limits: options.receiverLimits)
    let router = Router(context: BasicRequestContext.self, options: .autoGenerateHeadEndpoints)
    router.get("/health") { _, _ in Response(status: .ok) }
    let server = HTTPService.application(
      at: endpoint, responder: ZipkinPort(receiver, queries: router.buildResponder()), guardedBy: access.rules,
      logger: httpLogger
    ) { announce("receiving Zipkin's spans on http://\($0)/api/v2/spans") }
    return ListeningService(endpoint: endpoint, option: "--zipkin", server: server)
  }
}
