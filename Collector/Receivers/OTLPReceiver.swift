package import HTTPService
internal import HTTPTypes
package import Hummingbird
internal import NIOCore
package import NIOPosix
internal import OTLPFormat
package import SpanIngest

/// OTLP/HTTP: `POST /v1/traces`, protobuf or JSON, plain or gzipped.
///
/// Answers 200 only when the spans are durable. Every other answer carries a `google.rpc.Status` in the encoding of
/// the request (OTLP specification, "OTLP/HTTP Response").
package struct OTLPReceiver: HTTPResponder {
  package typealias Context = BasicRequestContext

  private let ingest: SpanIngest
  private let decodeThreads: NIOThreadPool
  private let limits: ReceiverLimits
  private let bodyReader: RequestBodyReader
  private let metrics: @Sendable () -> String

  /// - Parameters:
  ///   - decodeThreads: where bodies are inflated and decoded, off the event loops.
  ///   - metrics: what `GET /metrics` answers, as Prometheus text.
  package init(
    ingest: SpanIngest, decodeThreads: NIOThreadPool, limits: ReceiverLimits = ReceiverLimits(),
    serviceLimits: HTTPServiceLimits = HTTPServiceLimits(), metrics: @escaping @Sendable () -> String = { "" }
  ) {
    self.metrics = metrics
    self.ingest = ingest
    self.decodeThreads = decodeThreads
    self.limits = limits
    bodyReader = RequestBodyReader(bodyByteCount: limits.bodyByteCount, service: serviceLimits)
  }

  package func respond(to request: Request, context: Context) async throws -> Response {
    let encoding = OTLPEncoding(contentType: request.headers[.contentType])
    guard request.uri.path == "/v1/traces" else {
      return operatorAnswer(to: request) ?? failure(.notFound(path: request.uri.path), encoding)
    }
    guard request.method == .post else { return failure(.methodNotAllowed, encoding) }
    ingest.ledger.record { $0.receivedRequests += 1 }
    do {
      let answer = try await receive(request, encoding)
      ingest.ledger.record { $0.storedRequests += 1 }
      return answer
    } catch let refusal as IngestRefusal {
      ingest.ledger.record { $0.refusedRequests += 1 }
      let retry = ingest.limits.retryAfterSeconds
      return failure(.unavailable("\(refusal)", retryAfterSeconds: retry), encoding)
    } catch {
      ingest.ledger.record { $0.rejectedRequests += 1 }
      let unexpected = ReceiverFailure(status: .internalServerError, code: .internal, message: "internal error")
      return failure(error as? ReceiverFailure ?? unexpected, encoding)
    }
  }

  private func receive(_ request: Request, _ encoding: OTLPEncoding?) async throws -> Response {
    guard let encoding else { throw ReceiverFailure.unsupportedMediaType }
    let isGzipped = try isGzipped(request.headers[.contentEncoding])
    let reservation = ingest.budget.reservation()
    defer { reservation.release() }
    let body = try await bodyReader.read(request, reservation: reservation)
    ingest.ledger.record { $0.receivedBytes += UInt64(body.readableBytes) }
    let decoder = TraceDecoder(encoding: encoding, isGzipped: isGzipped, bodyByteCount: limits.bodyByteCount)
    let result = try await decodeThreads.runIfActive { try decoder.decode(body, reservation: reservation) }
    try await ingest.store(result.batch, rejectedCount: result.rejectedSpanCount)
    return response(
      .ok, encoding,
      encoding.response(rejectedSpanCount: result.rejectedSpanCount, message: result.rejectionMessage))
  }

  private func isGzipped(_ contentEncoding: String?) throws(ReceiverFailure) -> Bool {
    switch contentEncoding?.lowercased() {
    case nil, "", "identity": false
    case "gzip", "x-gzip": true
    default: throw .unsupportedContentEncoding
    }
  }

  /// What a collector without a query server beside it tells its operator.
  private func operatorAnswer(to request: Request) -> Response? {
    guard request.method == .get else { return nil }
    return switch request.uri.path {
    case "/health", "/ready": text("ok\n", "text/plain; charset=utf-8")
    case "/metrics": text(metrics(), PrometheusText.contentType)
    default: nil
    }
  }

  private func text(_ text: String, _ contentType: String) -> Response {
    Response(
      status: .ok, headers: [.contentType: contentType, .xContentTypeOptions: "nosniff"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  /// A sender whose own encoding is not known gets JSON, which people can read.
  private func failure(_ failure: ReceiverFailure, _ encoding: OTLPEncoding?) -> Response {
    let encoding = encoding ?? .json
    return response(
      failure.status, encoding, encoding.status(failure.code, message: failure.message), headers: failure.headers)
  }

  private func response(
    _ status: HTTPResponse.Status, _ encoding: OTLPEncoding, _ body: [UInt8], headers: HTTPFields = HTTPFields()
  ) -> Response {
    var headers = headers
    headers[.contentType] = encoding.contentType
    headers[.xContentTypeOptions] = "nosniff"
    return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
  }
}
