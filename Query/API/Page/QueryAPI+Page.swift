import HTTPTypes
import Hummingbird
import NIOCore
import OTLPFormat
import QueryEngine
import TelemetryModel
import TelemetryStorage
import TraceAnalysis

extension QueryAPI {
  /// What the web page asks: searches with outlines of traces, their heat map, completion, traces as columns.
  /// Documented in docs/api.md.
  func addPageRoutes<Context: RequestContext>(to router: Router<Context>) {
    router.get("/api/skein/v1/search") { request, _ in
      await answer(request) { parameters in
        let search = try SpanSearchParameters(parameters, now: now()).search
        return try await run {
          var writer = JSONWriter()
          try writer.outlines { add throws(QueryError) in
            try engine.search(search, .outline) { batch throws(QueryError) in add(TraceOutline(batch)) }
          }
          return Response(json: writer.bytes)
        }
      }
    }
    router.get("/api/skein/v1/heatmap") { request, _ in
      await answer(request) { parameters in
        let search = try SpanSearchParameters(parameters, now: now()).search
        let columnCount = try parameters.count("columns", in: 1...QueryAPILimits.heatMapColumnCount) ?? 60
        return try await run {
          var writer = JSONWriter()
          writer.heatMap(
            try engine.heatMap(search, columnCount: columnCount, timeout: QueryAPILimits.heatMapTimeout))
          return Response(json: writer.bytes)
        }
      }
    }
    router.get("/api/skein/v1/attributes") { request, _ in
      await answer(request) { parameters in
        let limit = try parameters.count("limit", in: 1...QueryAPILimits.completionCount) ?? 100
        let filters = try parameters.filters("filter")
        return try await run {
          let completion =
            try parameters.text("key").map {
              try engine.attributeValues(
                of: $0, service: parameters.text("service"), filters: filters,
                prefix: parameters.text("prefix") ?? "", limit: limit)
            }
            ?? engine.attributeKeys(
              service: parameters.text("service"), filters: filters, prefix: parameters.text("prefix") ?? "",
              limit: limit)
          var writer = JSONWriter()
          writer.completion(completion)
          return Response(json: writer.bytes)
        }
      }
    }
    router.get("/api/skein/v1/traces/:id/columns") { request, context in
      await answer(request) { parameters in
        let id = try TraceID(path: try context.pathElement("id"))
        let isRaw = try parameters.flag("raw")
        return try await run {
          let batch = try engine.trace(id)
          let trace =
            isRaw
            ? AdjustedTrace(batch)
            : AdjustedTrace(
              adjusting: batch, maximumClockSkewNanoseconds: QueryAPILimits.correlationClockSkewNanoseconds)
          return Response(
            status: .ok, headers: [.contentType: "application/vnd.skein.columns"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: TraceColumns.encode(trace))))
        }
      }
    }
  }
}
