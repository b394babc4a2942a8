import HTTPTypes
import Hummingbird
import OTLPFormat
import QueryEngine
import TelemetryModel
import TraceAnalysis

extension QueryAPI {
  /// `GET /api/skein/v1/correlations/{id}`, what is known under one ID, and `/otlp` below it, the telemetry itself as
  /// OTLP/JSON lines. Documented in docs/api.md.
  func addCorrelationRoutes<Context: RequestContext>(to router: Router<Context>) {
    router.get("/api/skein/v1/correlations/:id") { _, context in
      await answer(context) { id, found in
        let report = CorrelationReport(
          traces: found.traces, logs: found.logs,
          maximumClockSkewNanoseconds: QueryAPILimits.correlationClockSkewNanoseconds)
        var writer = JSONWriter()
        writer.correlation(id, isCutShort: found.isCutShort, report)
        return Response(json: writer.bytes)
      }
    }
    router.get("/api/skein/v1/correlations/:id/otlp") { _, context in
      await answer(context) { _, found in
        var lines: [UInt8] = []
        for trace in found.traces { lines += OTLPJSON.encodeTraces(trace) + [UInt8(ascii: "\n")] }
        if !found.logs.isEmpty { lines += OTLPJSON.encodeLogs(found.logs) + [UInt8(ascii: "\n")] }
        var response = Response(json: lines)
        response.headers[.contentType] = "application/x-ndjson"
        if found.isCutShort, let name = HTTPField.Name.cutShort { response.headers[name] = "true" }
        return response
      }
    }
  }

  private func answer(
    _ context: some RequestContext, _ body: @escaping @Sendable (String, Correlated) -> Response
  ) async -> Response {
    do {
      let id = try context.pathElement("id")
      return try await run {
        let found = try engine.correlated(with: id)
        guard !found.isEmpty else { throw RequestFailure(.notFound, "nothing is stored under this correlation ID") }
        return body(id, found)
      }
    } catch {
      return Response(failure: RequestFailure(any: error))
    }
  }
}

extension HTTPField.Name {
  /// Says that a limit left something out of the lines, which have no place for it.
  fileprivate static let cutShort = HTTPField.Name("skein-cut-short")
}
