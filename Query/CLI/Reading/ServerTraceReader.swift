import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import OTLPFormat
import QueryEngine
import TelemetryModel
import TelemetryStorage
import TelemetryTransfer
import TerminalUI

/// Asks a running server, over the stable API of Jaeger (`/api/v3`), whose answers are lossless OTLP/JSON.
struct ServerTraceReader: TraceReader {
  /// The longest answer that is taken, in bytes: what a search may return, written as JSON.
  private static let answerByteCount = 1 << 30
  private static let timeout = TimeAmount.seconds(60)

  private let server: ServerURL
  private let client: HTTPClient

  var name: String { server.text }

  /// Runs `body` with a reader and closes its connections afterwards.
  static func with<Result: Sendable>(
    _ server: ServerURL, _ body: (ServerTraceReader) async throws -> Result
  ) async throws -> Result {
    let client = HTTPClient(configuration: .telemetryTransfer)
    do {
      let result = try await body(ServerTraceReader(server: server, client: client))
      try await client.shutdown()
      return result
    } catch {
      try? await client.shutdown()
      throw error
    }
  }

  func services() async throws -> [String] {
    guard let body = try await get("/api/v3/services") else { return [] }
    return try answer(body).services().sorted()
  }

  func operations(ofService service: String) async throws -> [ServiceOperation] {
    guard let body = try await get("/api/v3/operations", [("service", service)]) else { return [] }
    return try answer(body).operations(ofService: service)
  }

  func trace(_ id: TraceID) async throws -> SpanBatch {
    guard let body = try await get("/api/v3/traces/\(id)", [("rawTraces", "true")]) else { return SpanBatch() }
    return try answer(body).spans()
  }

  func search(_ query: TraceQuery) async throws -> [SpanBatch] {
    if !query.filters.isEmpty { return try await filteredSearch(query) }
    guard let body = try await get("/api/v3/traces", try TraceQueryParameters.of(query)) else { return [] }
    return try answer(body).spans().groupedByTrace
  }

  /// Jaeger's search knows no filters of ours: this asks for outlines of the traces, then for one trace after the other.
  private func filteredSearch(_ query: TraceQuery) async throws -> [SpanBatch] {
    let found = try await body("/api/skein/v1/search", TraceQueryParameters.ofOutlines(query))
    var traces: [SpanBatch] = []
    for id in try answer(found).outlinedTraceIDs() {
      let trace = try await trace(id)
      // Empty when retention removed it in between.
      if !trace.isEmpty { traces.append(trace) }
    }
    return traces
  }

  /// Where the bytes of the server's store are.
  func storage() async throws -> StorageFigures {
    guard let body = try await get("/api/skein/v1/storage") else {
      throw CommandFailure.failed("\(name) does not tell where its bytes are; is it a Skein of this version?")
    }
    return try answer(body).storage()
  }

  func correlated(with id: String) async throws -> Correlated {
    let path = "/api/skein/v1/correlations/\(PercentEncoding.encode(id))/otlp"
    var headers = HTTPHeaders()
    guard let body = try await get(path, [], headers: &headers) else { return Correlated() }
    return try answer(body).correlated(isCutShort: headers.contains(name: "skein-cut-short"))
  }

  func export(_ signal: OTLPSignal, _ range: TimeRange, to path: String) async throws {
    var output = try FileOutput(path: path)
    var parameters = [("start", String(range.start.nanoseconds)), ("end", String(range.end.nanoseconds))]
    if signal != .traces { parameters.append(("signal", "\(signal)")) }
    let response = try await execute("/api/skein/v1/export", parameters)
    guard response.status == .ok else { throw failure(response.status.code, []) }
    do {
      for try await chunk in response.body { try output.write(Array(buffer: chunk)) }
    } catch let error as TransferError {
      throw error
    } catch {
      throw CommandFailure.failed("\(name) broke off its answer (\(error.connectionMessage)); the export is incomplete")
    }
  }
}

extension ServerTraceReader {
  /// The body of an answer that is there for all parameters.
  func body(_ path: String, _ parameters: [(String, String)]) async throws -> [UInt8] {
    guard let body = try await get(path, parameters) else {
      throw CommandFailure.failed("\(name) has no \(path); is it a Skein of this version?")
    }
    return body
  }

  /// The body of an answer; `nil` when the API says that there is nothing of the kind.
  private func get(_ path: String, _ parameters: [(String, String)] = []) async throws -> [UInt8]? {
    var headers = HTTPHeaders()
    return try await get(path, parameters, headers: &headers)
  }

  /// The same, with the headers of the answer.
  func get(_ path: String, _ parameters: [(String, String)], headers: inout HTTPHeaders) async throws -> [UInt8]? {
    let response = try await execute(path, parameters)
    headers = response.headers
    return try await body(of: response, path)
  }

  /// Asks the server to change something; `false` when the API says that there is nothing of the kind.
  func change(_ path: String, _ method: HTTPMethod) async throws -> Bool {
    try await body(of: try await execute(path, [], method), path) != nil
  }

  /// The body of an answer; `nil` when the API says that there is nothing of the kind.
  private func body(of response: HTTPClientResponse, _ path: String) async throws -> [UInt8]? {
    let body: [UInt8]
    do {
      body = Array(buffer: try await response.body.collect(upTo: Self.answerByteCount))
    } catch {
      throw CommandFailure.failed(
        "\(name) broke off its answer (\(error.connectionMessage)); ask for less, or look at the server's log")
    }
    switch response.status {
    case .ok, .noContent: return body
    case .notFound where ServerAnswer(body: body, server: name).errorMessage != nil: return nil
    case .notFound: throw CommandFailure.failed("\(name) has no \(path); is this the address of a query server?")
    default: throw failure(response.status.code, body)
    }
  }

  func execute(
    _ path: String, _ parameters: [(String, String)], _ method: HTTPMethod = .GET
  ) async throws -> HTTPClientResponse {
    let query = parameters.map { "\($0)=\(PercentEncoding.encode($1))" }.joined(separator: "&")
    var request = HTTPClientRequest(url: server.text + path + (query.isEmpty ? "" : "?" + query))
    request.method = method
    request.headers = ["accept": "application/json", "user-agent": "skein"]
    do {
      return try await client.execute(request, timeout: Self.timeout)
    } catch {
      throw CommandFailure.failed("cannot ask \(name) (\(error.connectionMessage)); is `skein serve` running there?")
    }
  }

  private func answer(_ body: [UInt8]) throws -> ServerAnswer { ServerAnswer(body: body, server: name) }

  private func failure(_ status: UInt, _ body: [UInt8]) -> CommandFailure {
    let message = ServerAnswer(body: body, server: name).errorMessage ?? "no explanation given"
    return .failed("\(name) answered \(status): \(message)")
  }
}
