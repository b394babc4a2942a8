package import HTTPService
internal import HTTPTypes
package import Hummingbird
internal import NIOCore
package import NIOPosix
internal import OTLPFormat
package import SpanIngest
internal import TelemetryModel

/// Zipkin's way in: `POST /api/v2/spans`, a list of spans of version 2 in JSON or protobuf, plain or gzipped.
///
/// Answers 202 only when the spans are durable, where Zipkin's own server answers first and stores later. All rules of
/// OTLP's routes hold: the same budget, ledger and limits. Failures are told as text, which is what Zipkin's senders
/// log. What a sender needs to know about single spans is told in the body of the 202, else empty: the valid spans of a
/// list are kept, invalid ones are counted as rejected.
package struct ZipkinReceiver: Sendable {
  private let ingest: SpanIngest
  private let decodeThreads: NIOThreadPool
  private let limits: ReceiverLimits
  private let bodyReader: RequestBodyReader

  /// - Parameter decodeThreads: where bodies are inflated and decoded, off the event loops.
  package init(
    ingest: SpanIngest, decodeThreads: NIOThreadPool, limits: ReceiverLimits = ReceiverLimits(),
    serviceLimits: HTTPServiceLimits = HTTPServiceLimits()
  ) {
    self.ingest = ingest
    self.decodeThreads = decodeThreads
    self.limits = limits
    bodyReader = RequestBodyReader(bodyByteCount: limits.bodyByteCount, service: serviceLimits)
  }

  /// The answer to a request for one of Zipkin's routes for senders; `nil` for any other request.
  package func answer(to request: Request) async -> Response? {
    switch request.uri.path {
    case "/api/v2/spans", "/zipkin/api/v2/spans":
      // GET asks for the names of spans, which is the query API's business.
      request.method == .post ? await store(request) : nil
    case "/api/v1/spans", "/zipkin/api/v1/spans": request.method == .post ? response(to: .versionOne) : nil
    default: nil
    }
  }

  private func store(_ request: Request) async -> Response {
    ingest.ledger.record { $0.receivedRequests += 1 }
    do {
      let answer = try await receive(request)
      ingest.ledger.record { $0.storedRequests += 1 }
      return answer
    } catch let refusal as IngestRefusal {
      ingest.ledger.record { $0.refusedRequests += 1 }
      return response(to: .unavailable("\(refusal)", retryAfterSeconds: ingest.limits.retryAfterSeconds))
    } catch {
      ingest.ledger.record { $0.rejectedRequests += 1 }
      let unexpected = ReceiverFailure(status: .internalServerError, code: .internal, message: "internal error")
      return response(to: error as? ReceiverFailure ?? unexpected)
    }
  }

  private func receive(_ request: Request) async throws -> Response {
    let encoding = try Self.encoding(of: request)
    let isGzipped = try request.isGzipped
    let reservation = ingest.budget.reservation()
    defer { reservation.release() }
    let result = try await decode(request, encoding, isGzipped: isGzipped, reservation)
    reservation.settle(at: result.batch.estimatedByteCount)
    try await ingest.store(result.batch, rejectedCount: result.rejectedCount)
    if result.rejectedCount == 0 { return text(.accepted, "") }
    if result.batch.isEmpty { throw ReceiverFailure.malformed("nothing was stored; \(result.rejectionMessage)") }
    return text(
      .accepted,
      "stored \(result.batch.count) spans and left \(result.rejectedCount) out; \(result.rejectionMessage)\n")
  }

  /// Its body is gone when this returns: while its rows wait for their commit, they are all that a request holds.
  private func decode(
    _ request: Request, _ encoding: OTLPEncoding, isGzipped: Bool, _ reservation: IngestBudget.Reservation
  ) async throws -> DecodedRequest<SpanBatch> {
    let body = try await bodyReader.read(request, reservation: reservation)
    ingest.ledger.record { $0.receivedBytes += UInt64(body.readableBytes) }
    if body.readableBytes == 0 { return DecodedRequest(batch: SpanBatch()) }  // As Zipkin: nothing to store.
    let decoder = BodyDecoder<SpanBatch>(isGzipped: isGzipped, bodyByteCount: limits.bodyByteCount) {
      (bytes) throws(OTLPDecodeError) in
      let result = try ZipkinFormat.decode(bytes, encoding, receivedAt: .now)
      return DecodedRequest(
        batch: result.batch, rejectedCount: result.rejectedSpanCount, rejectionMessage: result.rejectionMessage)
    }
    return try await decodeThreads.runIfActive { try decoder.decode(body, reservation: reservation) }
  }

  /// Zipkin takes whatever is not called protobuf for JSON. Here only what names no type is.
  private static func encoding(of request: Request) throws(ReceiverFailure) -> OTLPEncoding {
    guard let type = request.headers[.contentType], !type.isEmpty else { return .json }
    guard let encoding = OTLPEncoding(contentType: type) else { throw .unsupportedMediaType }
    return encoding
  }

  private func response(to failure: ReceiverFailure) -> Response {
    text(failure.status, failure.message + "\n", headers: failure.headers)
  }

  private func text(
    _ status: HTTPResponse.Status, _ text: String, headers: HTTPFields = HTTPFields()
  ) -> Response {
    var headers = headers
    headers[.xContentTypeOptions] = "nosniff"
    if text.isEmpty { return Response(status: status, headers: headers, body: ResponseBody()) }
    headers[.contentType] = "text/plain; charset=utf-8"
    return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }
}

extension ReceiverFailure {
  fileprivate static let versionOne = ReceiverFailure(
    status: .gone, code: .unimplemented,
    message: "version 1 of Zipkin's format is not taken; send version 2 to POST /api/v2/spans")
}
