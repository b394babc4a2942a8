import HTTPTypes
import Hummingbird
import NIOCore
import OTLPFormat
import QueryEngine
import TelemetryModel
import TelemetryStorage
import TraceAnalysis

extension QueryAPI {
  func addJaegerV3Routes<Context: RequestContext>(to router: Router<Context>) {
    router.get("/api/v3/services") { request, _ in await answer(request, servicesV3) }
    router.get("/api/v3/operations") { request, _ in await answer(request, operationsV3) }
    router.get("/api/v3/traces") { request, _ in await answer(request, searchV3) }
    router.get("/api/v3/traces/:traceID") { request, context in
      await answer(request) { parameters in
        try await traceV3(try TraceID(path: try context.pathElement("traceID")), parameters)
      }
    }
  }
}

// MARK: Names

extension QueryAPI {
  private func servicesV3(_ parameters: QueryParameters) async throws -> Response {
    let names = try await run { try engine.services() }
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("services")
    writer.strings(names)
    writer.endObject()
    return Response(json: writer.bytes)
  }

  private func operationsV3(_ parameters: QueryParameters) async throws -> Response {
    guard let service = parameters.text("service") else {
      throw RequestFailure.badRequest("parameter 'service' is required")
    }
    let word = parameters.text("spanKind", "span_kind")
    let operations = try await run { try engine.operations(service: service) }
      .filter { word == nil || shownKind($0.kind) == word }
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("operations")
    writer.beginArray()
    for operation in operations {
      writer.beginObject()
      writer.key("name")
      writer.string(operation.operation)
      writer.key("spanKind")
      writer.string(shownKind(operation.kind))
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
    return Response(json: writer.bytes)
  }

  private func shownKind(_ kind: SpanKind) -> String { kind == .unspecified ? SpanKind.internal.word : kind.word }
}

// MARK: Traces

extension QueryAPI {
  private func traceV3(_ id: TraceID, _ parameters: QueryParameters) async throws -> Response {
    _ = try parameters.moment("startTime", "start_time")
    _ = try parameters.moment("endTime", "end_time")
    let isRaw = try parameters.flag("rawTraces", "raw_traces")
    let list = try await run { resourceSpans(try engine.trace(id), isRaw: isRaw) }
    return Response(json: Self.resultStart + list + Self.resultEnd)
  }

  /// Fetches and writes one trace after the other, as version 1 does.
  private func searchV3(_ parameters: QueryParameters) async throws -> Response {
    let search = try JaegerV3Search(parameters)
    let ids = try await run { try engine.traceIDs(of: search.query) }
    if ids.isEmpty { throw RequestFailure(.notFound, "No traces found") }
    return Response { writer in
      try await writer.write(ByteBuffer(bytes: Self.resultStart))
      var isFirst = true
      for id in ids {
        guard let batch = try await stored(id) else { continue }
        let list = try await run { resourceSpans(batch, isRaw: search.isRaw) }
        if !isFirst { try await writer.write(ByteBuffer(string: ",")) }
        try await writer.write(ByteBuffer(bytes: list))
        isFirst = false
      }
      try await writer.write(ByteBuffer(bytes: Self.resultEnd))
    }
  }

  private static var resultStart: [UInt8] { Array(#"{"result":{"resourceSpans":["#.utf8) }
  private static var resultEnd: [UInt8] { Array("]}}".utf8) }

  /// The elements of the trace's `resourceSpans`, separated by commas: lists of several traces are joined to one.
  private func resourceSpans(_ batch: SpanBatch, isRaw: Bool) -> ArraySlice<UInt8> {
    let message = OTLPJSON.encodeTraces(presented(batch, isRaw: isRaw).batchWithWarnings)
    let start = Array(#"{"resourceSpans":["#.utf8)
    precondition(message.starts(with: start), "the encoder writes one member")
    return message.dropFirst(start.count).dropLast(2)
  }
}
