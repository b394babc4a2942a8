import Hummingbird
import NIOCore
import OTLPFormat
import QueryEngine
import Rollups
import TelemetryModel
import TelemetryStorage

/// Zipkin's API, version 2. Spans are written as they are stored: nothing is merged, no clock corrected.
extension QueryAPI {
  func addZipkinRoutes<Context: RequestContext>(to router: Router<Context>) {
    router.get("/api/v2/services") { request, _ in await answerZipkin(request) { _ in try await zipkinServices() } }
    router.get("/api/v2/spans") { request, _ in await answerZipkin(request, spanNames) }
    router.get("/api/v2/remoteServices") { request, _ in await answerZipkin(request, remoteServices) }
    router.get("/api/v2/traces") { request, _ in await answerZipkin(request, zipkinSearch) }
    router.get("/api/v2/traceMany") { request, _ in await answerZipkin(request, zipkinTraces) }
    router.get("/api/v2/dependencies") { request, _ in await answerZipkin(request, zipkinDependencies) }
    router.get("/api/v2/autocompleteKeys") { request, _ in
      await answerZipkin(request) { _ in
        try await texts { try engine.attributeKeys(limit: QueryAPILimits.zipkinTagCount).entries.map(\.text) }
      }
    }
    router.get("/api/v2/autocompleteValues") { request, _ in
      await answerZipkin(request) { parameters in
        let key = try parameters.required("key")
        return try await texts {
          try engine.attributeValues(of: key, limit: QueryAPILimits.zipkinTagCount).entries.map(\.text)
        }
      }
    }
    router.get("/api/v2/trace/:traceID") { request, context in
      await answerZipkin(request) { _ in
        let id = try TraceID(zipkin: try context.pathElement("traceID"))
        guard let batch = try await stored(id) else { throw RequestFailure(.notFound, "\(id.jaegerText) not found") }
        return Response(json: try await run { ZipkinFormat.encode(batch) })
      }
    }
  }

  /// Failures are texts, as in Zipkin.
  private func answerZipkin(
    _ request: Request, _ handler: (QueryParameters) async throws -> Response
  ) async -> Response {
    do {
      return try await handler(try QueryParameters(request))
    } catch {
      let failure = RequestFailure(any: error)
      return Response(failure.status, text: failure.message + "\n")
    }
  }

  private func texts(_ read: @escaping @Sendable () throws -> [String]) async throws -> Response {
    let texts = try await run(read)
    var writer = JSONWriter()
    writer.strings(texts)
    return Response(json: writer.bytes)
  }
}

// MARK: Names

extension QueryAPI {
  /// Zipkin knows no service without a name.
  private func zipkinServices() async throws -> Response {
    try await texts { try engine.services().filter { !$0.isEmpty && $0 != Resource.unknownServiceName } }
  }

  private func spanNames(_ parameters: QueryParameters) async throws -> Response {
    let service = try parameters.required("serviceName")
    return try await texts {
      var names: Set<String> = []
      for service in try engine.services(named: service) {
        names.formUnion(try engine.operations(service: service).map(\.operation))
      }
      return names.subtracting([""]).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
  }

  private func remoteServices(_ parameters: QueryParameters) async throws -> Response {
    let service = try parameters.required("serviceName")
    let range = try parameters.zipkinRange(now: now())
    return try await texts {
      let services = try engine.services(named: service)
      return services.isEmpty ? [] : try engine.remoteServices(calledBy: services, in: range)
    }
  }

  /// As for Jaeger, calls to what sends no spans itself included; who called the first service is nobody's business.
  private func zipkinDependencies(_ parameters: QueryParameters) async throws -> Response {
    let range = try parameters.zipkinRange(now: now(), endIsRequired: true)
    let answer = try await run { try engine.dependencies(range) }
    let rows = ServiceCalls.rows(
      of: answer.dependencies.lazy.filter { $0.link != .virtual || $0.caller != Rollup.userName })
    var writer = JSONWriter()
    writer.beginArray()
    for row in rows { row.write(to: &writer, withErrors: row.errorCount > 0) }
    writer.endArray()
    return Response(json: writer.bytes)
  }
}

// MARK: Traces

extension QueryAPI {
  private func zipkinSearch(_ parameters: QueryParameters) async throws -> Response {
    let search = try ZipkinSearch(parameters, now: now())
    return list(
      try await run { try engine.traceIDs(with: try search.condition(engine), limit: search.limit) })
  }

  private func zipkinTraces(_ parameters: QueryParameters) async throws -> Response {
    let texts = (parameters.text("traceIds") ?? "").split(separator: ",", omittingEmptySubsequences: false)
    guard texts.count > 1 else {
      throw RequestFailure.badRequest("traceIds should hold at least two IDs, with a comma")
    }
    guard texts.count <= QueryAPILimits.traceIDCount else {
      throw RequestFailure.badRequest("more than \(QueryAPILimits.traceIDCount) trace IDs")
    }
    let ids = try texts.map { text throws(RequestFailure) in try TraceID(zipkin: String(text)) }
    guard Set(ids).count == ids.count else { throw RequestFailure.badRequest("traceIds holds an ID twice") }
    return list(ids)
  }

  /// Fetches and writes one trace after the other, so that a long list costs no more memory than its longest trace.
  private func list(_ ids: [TraceID]) -> Response {
    Response { writer in
      var separator: [UInt8] = [UInt8(ascii: "[")]
      for id in ids {
        guard let batch = try await stored(id) else { continue }
        let element = try await run { ZipkinFormat.encode(batch) }
        try await writer.write(ByteBuffer(bytes: separator + element))
        separator = [UInt8(ascii: ",")]
      }
      let isEmpty = separator == [UInt8(ascii: "[")]
      try await writer.write(ByteBuffer(string: isEmpty ? "[]" : "]"))
    }
  }
}

extension TraceID {
  /// A trace ID as Zipkin writes it: up to 32 digits. White space around it does not count.
  fileprivate init(zipkin text: String) throws(RequestFailure) {
    let digits = text.drop { $0.isWhitespace }.prefix { !$0.isWhitespace }
    guard let id = TraceID(hex: digits) else {
      throw .badRequest("a trace ID should be lower-hex encoded with no prefix, in up to 32 digits")
    }
    self = id
  }
}

extension QueryParameters {
  fileprivate func required(_ name: String) throws(RequestFailure) -> String {
    guard let text = text(name) else { throw .badRequest("\(name) is required") }
    return text
  }
}
