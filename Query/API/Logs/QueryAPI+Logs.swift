import HTTPTypes
import Hummingbird
import NIOCore
import OTLPFormat
import QueryEngine

extension QueryAPI {
  /// Log records, and what their bodies have in common. Documented in docs/api.md.
  func addLogRoutes<Context: RequestContext>(to router: Router<Context>) {
    router.get("/api/skein/v1/logs") { request, _ in
      await answer(request) { parameters in
        let parameters = try LogParameters(parameters)
        return try await run {
          let page = try engine.logs(parameters.query)
          return parameters.isOTLP ? Self.otlp(page) : json(page)
        }
      }
    }
    router.get("/api/skein/v1/logs/patterns") { request, _ in
      await answer(request) { parameters in
        let query = try LogParameters(parameters).query
        return try await run {
          let patterns = try engine.patterns(query)
          var writer = JSONWriter()
          writer.logPatterns(patterns, limit: query.limit.count)
          return Response(json: writer.bytes)
        }
      }
    }
    router.get("/api/skein/v1/logs/histogram") { request, _ in await answer(request, histogram) }
  }

  private func histogram(_ parameters: QueryParameters) async throws -> Response {
    let query = try LogParameters(parameters).query
    guard parameters.text("start") != nil, parameters.text("end") != nil else {
      throw RequestFailure.badRequest("a histogram needs 'start' and 'end'")
    }
    let columnCount = try parameters.count("columns", in: 1...QueryAPILimits.heatMapColumnCount) ?? 60
    return try await run {
      var writer = JSONWriter()
      writer.logHistogram(try engine.histogram(query, columnCount: columnCount))
      return Response(json: writer.bytes)
    }
  }

  private func json(_ page: LogPage) -> Response {
    var writer = JSONWriter()
    writer.logPage(page, keys: engine.correlationKeys)
    return Response(json: writer.bytes)
  }

  /// The records as they were sent; where the search goes on stands in a header.
  private static func otlp(_ page: LogPage) -> Response {
    var response = Response(json: OTLPJSON.encodeLogs(page.records))
    if let nextPage, let next = page.next { response.headers[nextPage] = next.description }
    return response
  }
}

private let nextPage = HTTPField.Name("Skein-Next")
