import HTTPTypes
import Hummingbird
package import OTLPFormat
package import QueryEngine
package import TelemetryModel
import TelemetryStorage
import TraceAnalysis

extension QueryAPI {
  /// Keeping single traces for longer: Jaeger's route to archive one, our own to list and remove them.
  func addArchiveRoutes<Context: RequestContext>(to router: Router<Context>) {
    router.post("/api/archive/:traceID") { _, context in
      let envelope = JaegerEnvelope(style: .compact)
      do {
        let id = try TraceID(path: try context.pathElement("traceID"))
        _ = try await run { try engine.archive(id) }
        return Response(
          json: envelope.answer { writer in
            writer.beginArray()
            writer.endArray()
          })
      } catch {
        return envelope.failure(RequestFailure(any: error))
      }
    }
    router.get("/api/skein/v1/archive") { request, _ in
      await answer(request) { parameters in
        let limit = try parameters.count("limit", in: 1...QueryLimits.archivedTraceCount) ?? 100
        let id = try parameters.traceID()
        return try await run {
          var writer = JSONWriter()
          try writer.archivedTraces(of: engine, limit: limit, only: id)
          return Response(json: writer.bytes)
        }
      }
    }
    router.delete("/api/skein/v1/archive/:traceID") { request, context in
      await answer(request) { _ in
        let id = try TraceID(path: try context.pathElement("traceID"))
        try await run { try engine.removeFromArchive(id) }
        return Response(status: .noContent)
      }
    }
  }
}

extension JSONWriter {
  /// `{"traces": [...], "count": 1, "bytes": 2, "byteLimit": 3}`, one trace after the other as they are read.
  package mutating func archivedTraces(
    of engine: QueryEngine, limit: Int, only id: TraceID? = nil
  ) throws(QueryError) {
    beginObject()
    key("traces")
    beginArray()
    let figures = try engine.archivedTraces(limit: limit, only: id) { trace, batch in
      archived(trace, batch.isEmpty ? nil : TraceOutline(batch))
    }
    endArray()
    key("count")
    int(figures.traceCount)
    key("bytes")
    int(figures.byteCount)
    key("byteLimit")
    int(figures.byteLimit)
    endObject()
  }

  private mutating func archived(_ trace: ArchivedTrace, _ outline: TraceOutline?) {
    beginObject()
    if let outline {
      outlineMembers(of: outline)
    } else {
      key("traceID")
      id(trace.traceID)
    }
    key("archived")
    quoted(trace.time.nanoseconds)
    key("logs")
    int(trace.recordCount)
    key("bytes")
    int(trace.byteCount)
    endObject()
  }
}
