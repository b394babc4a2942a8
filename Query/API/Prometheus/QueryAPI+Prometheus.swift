import HTTPTypes
import Hummingbird
import OTLPFormat
import PromQL

extension QueryAPI {
  /// Prometheus' HTTP API under `/prometheus`, and what clients look at first, for Grafana, promtool and other clients of it.
  func addPrometheusRoutes<Context: RequestContext>(to router: Router<Context>) {
    guard let series else { return }
    let api = PrometheusAPI(series: series, limits: promQLLimits)
    let group = router.group("/prometheus/api/v1")
    for (path, answer) in PrometheusAPI.routes {
      let handler = { @Sendable (request: Request, context: Context) in
        await self.prometheusAnswer(request) { parameters in try answer(api, parameters) }
      }
      group.get(RouterPath(path), use: handler)
      group.post(RouterPath(path), use: handler)
    }
    group.get("/label/:name/values") { request, context in
      await prometheusAnswer(request) { parameters in
        try api.labelValues(of: context.pathElement("name"), parameters)
      }
    }
    for path in ["/prometheus", "/prometheus/-/healthy", "/prometheus/-/ready"] {
      router.get(RouterPath(path)) { _, _ in Response(text: "Prometheus' API is under /prometheus/api/v1/\n") }
    }
    group.get("/status/buildinfo") { request, _ in
      await prometheusAnswer(request) { _ in PrometheusAPI.buildInformation }
    }
  }

  /// Reads the parameters, and answers on a thread that may block.
  private func prometheusAnswer(
    _ request: Request, _ answer: @escaping @Sendable (PrometheusParameters) throws -> [UInt8]
  ) async -> Response {
    do {
      let parameters = try await PrometheusParameters(request, now: now())
      return Response(json: try await run { try answer(parameters) })
    } catch {
      return PrometheusFailure(any: error).response
    }
  }
}
