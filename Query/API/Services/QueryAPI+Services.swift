import Hummingbird
import OTLPFormat
import QueryEngine
import TelemetryModel

extension QueryAPI {
  /// `GET /api/skein/v1/services/{service}`: what is known of one service. Documented in docs/api.md.
  func addServiceRoutes<Context: RequestContext>(to router: Router<Context>) {
    router.get("/api/skein/v1/services/:service") { request, context in
      do {
        let service = try context.pathElement("service")
        let query = try ServiceParameters(service, try QueryParameters(request), now: now()).query
        guard let overview = try await run({ try engine.overview(query) }) else {
          throw RequestFailure(.notFound, "no spans of this service are stored")
        }
        var writer = JSONWriter()
        writer.overview(overview, of: query)
        return Response(json: writer.bytes)
      } catch {
        return Response(failure: RequestFailure(any: error))
      }
    }
  }
}

/// What `GET /api/skein/v1/services/{service}` asks for. Every failure names the parameter.
private struct ServiceParameters {
  let query: ServiceQuery

  init(_ service: String, _ parameters: QueryParameters, now: Timestamp) throws(RequestFailure) {
    let red = try RedParameters(parameters, now: now).query
    var query = ServiceQuery(service: service, timeRange: red.timeRange, stepMinutes: red.stepMinutes)
    if !red.quantiles.isEmpty { query.quantiles = red.quantiles }
    if let text = parameters.text("limit") {
      guard let limit = Int(text), (1...QueryLimits.serviceListCount).contains(limit) else {
        throw .unparsable("limit", text, "not in the range 1...\(QueryLimits.serviceListCount)")
      }
      query.limit = limit
    }
    self.query = query
  }
}
