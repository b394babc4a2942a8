import HTTPService
import Hummingbird

extension QueryAPI {
  func addOperatorRoutes<Context: RequestContext>(to router: Router<Context>) {
    router.get("/health") { _, _ in Response(text: "ok\n") }
    router.get("/ready") { _, _ in
      await isReady() ? Response(text: "ready\n") : Response(.serviceUnavailable, text: "the store cannot be read\n")
    }
    router.get("/metrics") { _, _ in Response(text: metrics().text, contentType: PrometheusText.contentType) }
  }
}
