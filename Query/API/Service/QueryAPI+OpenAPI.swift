import Hummingbird
import OpenAPIDocument

extension QueryAPI {
  /// `GET /api/openapi.json`: what all routes ask for and answer, those of the collector included.
  func addOpenAPIRoute<Context: RequestContext>(to router: Router<Context>) {
    router.get("/api/openapi.json") { _, _ in Response(json: OpenAPIDocument.json) }
  }
}
