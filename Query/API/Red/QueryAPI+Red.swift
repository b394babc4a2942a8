import Hummingbird
import OTLPFormat
import QueryEngine

extension QueryAPI {
  /// Rates, errors and durations, and who called whom. Documented in docs/api.md.
  func addRedRoutes<Context: RequestContext>(to router: Router<Context>) {
    router.get("/api/skein/v1/red") { request, _ in
      await answer(request) { parameters in
        let query = try RedParameters(parameters, now: now()).query
        let answer = try await run { try engine.red(query) }
        var writer = JSONWriter()
        writer.red(answer, quantiles: query.quantiles)
        return Response(json: writer.bytes)
      }
    }
    router.get("/api/skein/v1/dependencies") { request, _ in
      await answer(request) { parameters in
        let range = try parameters.recentRange(now: now())
        let answer = try await run { try engine.dependencies(range) }
        var writer = JSONWriter()
        writer.dependencies(answer)
        return Response(json: writer.bytes)
      }
    }
  }
}
