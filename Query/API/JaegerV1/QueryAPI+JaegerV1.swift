import Hummingbird
import NIOCore
import OTLPFormat
import QueryEngine
import TelemetryModel
import TelemetryStorage
import TraceAnalysis

extension QueryAPI {
  func addJaegerV1Routes<Context: RequestContext>(to router: Router<Context>) {
    router.get("/api/services") { request, _ in await answer(request, services) }
    router.get("/api/operations") { request, _ in await answer(request, operationsWithKinds) }
    router.get("/api/dependencies") { request, _ in await answer(request, dependencies) }
    router.get("/api/traces") { request, _ in await answer(request, search) }
    router.get("/api/services/:service/operations") { request, context in
      await answer(request) { parameters, envelope in
        try await operations(of: try context.pathElement("service"), envelope)
      }
    }
    router.get("/api/traces/:traceID") { request, context in
      await answer(request) { parameters, envelope in
        try await trace(try TraceID(path: try context.pathElement("traceID")), parameters, envelope)
      }
    }
  }

  private func answer(
    _ request: Request, _ handler: (QueryParameters, JaegerEnvelope) async throws -> Response
  ) async -> Response {
    var envelope = JaegerEnvelope(style: .compact)
    do {
      let parameters = try QueryParameters(request)
      if parameters.isPretty { envelope = JaegerEnvelope(style: .pretty) }
      return try await handler(parameters, envelope)
    } catch {
      return envelope.failure(RequestFailure(any: error))
    }
  }
}

// MARK: Names

extension QueryAPI {
  private func services(_ parameters: QueryParameters, _ envelope: JaegerEnvelope) async throws -> Response {
    let names = try await run { try engine.services() }
    return Response(json: envelope.answer(total: names.count) { $0.strings(names) })
  }

  private func operations(of service: String, _ envelope: JaegerEnvelope) async throws -> Response {
    let operations = try await run { try engine.operations(service: service) }
    var names: [String] = []
    for operation in operations where names.last != operation.operation { names.append(operation.operation) }
    return Response(json: envelope.answer(total: names.count) { $0.strings(names) })
  }

  private func operationsWithKinds(_ parameters: QueryParameters, _ envelope: JaegerEnvelope) async throws -> Response {
    guard let service = parameters.text("service") else {
      throw RequestFailure.badRequest("parameter 'service' is required")
    }
    let word = parameters.text("spanKind")
    let operations = try await run { try engine.operations(service: service) }
      .filter { word == nil || $0.kind.word == word }
    let json = envelope.answer(total: operations.count) { writer in
      writer.beginArray()
      for operation in operations {
        writer.beginObject()
        writer.key("name")
        writer.string(operation.operation)
        writer.key("spanKind")
        writer.string(operation.kind.word)
        writer.endObject()
      }
      writer.endArray()
    }
    return Response(json: json)
  }
}

// MARK: Traces

extension QueryAPI {
  private func trace(
    _ id: TraceID, _ parameters: QueryParameters, _ envelope: JaegerEnvelope
  ) async throws -> Response {
    _ = try parameters.microseconds("start")
    _ = try parameters.microseconds("end")
    let isRaw = try parameters.flag("raw")
    let trace = try await run { encode(try engine.trace(id), isRaw: isRaw, envelope) }
    return Response(
      json: envelope.listStart + envelope.listElement(trace, isFirst: true)
        + envelope.listEnd(isEmpty: false, missing: []))
  }

  private func search(_ parameters: QueryParameters, _ envelope: JaegerEnvelope) async throws -> Response {
    let isRaw = try parameters.flag("raw")
    let ids: [TraceID]
    var reportsMissing = false
    switch try JaegerV1Search(parameters, now: now()) {
    case .traces(let wanted):
      ids = wanted
      reportsMissing = true
    case .query(let query): ids = try await run { try query.map { try engine.traceIDs(of: $0) } ?? [] }
    }
    return Response { [reportsMissing] writer in
      try await write(ids, isRaw: isRaw, reportsMissing: reportsMissing, envelope, to: &writer)
    }
  }

  /// Fetches and writes one trace after the other, so that a long list costs no more memory than its longest trace.
  private func write(
    _ ids: [TraceID], isRaw: Bool, reportsMissing: Bool, _ envelope: JaegerEnvelope,
    to writer: inout any ResponseBodyWriter
  ) async throws {
    try await writer.write(ByteBuffer(bytes: envelope.listStart))
    var isFirst = true
    var missing: [TraceID] = []
    for id in ids {
      guard let batch = try await stored(id) else {
        missing.append(id)
        continue
      }
      let element = try await run { [isFirst] in
        envelope.listElement(encode(batch, isRaw: isRaw, envelope), isFirst: isFirst)
      }
      try await writer.write(ByteBuffer(bytes: element))
      isFirst = false
    }
    let end = envelope.listEnd(isEmpty: isFirst, missing: reportsMissing ? missing : [])
    try await writer.write(ByteBuffer(bytes: end))
  }

  private func encode(_ batch: SpanBatch, isRaw: Bool, _ envelope: JaegerEnvelope) -> [UInt8] {
    JaegerTraceEncoder.encode(presented(batch, isRaw: isRaw), envelope.style)
  }
}
