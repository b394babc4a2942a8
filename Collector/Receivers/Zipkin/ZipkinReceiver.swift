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
  private let intake: TelemetryIntake

  /// - Parameter decodeThreads: where bodies are inflated and decoded, off the event loops.
  package init(
    ingest: SpanIngest, decodeThreads: NIOThreadPool, limits: ReceiverLimits = ReceiverLimits(),
    serviceLimits: HTTPServiceLimits = HTTPServiceLimits()
  ) {
    self.init(ingest, TelemetryIntake(decodeThreads, limits, serviceLimits))
  }

  init(_ ingest: SpanIngest, _ intake: TelemetryIntake) {
    self.ingest = ingest
    self.intake = intake
  }

  /// The answer to a request for one of Zipkin's routes for senders; `nil` for any other request.
  package func answer(to request: Request) async -> Response? {
    switch request.uri.path {
    case "/api/v2/spans":
      // GET asks for the names of spans, which is the query API's business.
      request.method == .post ? await store(request) : nil
    case "/api/v1/spans": request.method == .post ? response(to: .versionOne) : nil
    default: nil
    }
  }

  private func store(_ request: Request) async -> Response {
    var body = request.body.makeAsyncIterator()
    let announced = request.headers[.contentLength].flatMap { Int($0) } ?? 0
    let format = Result { () throws(ReceiverFailure) in
      try BodyFormat(request.headers, try Self.encoding(of: request))
    }
    switch await intake.take(&body, announced: announced, format, into: ingest, read: Self.read) {
    case .success(let taken) where taken.rejectedCount == 0: return text(.accepted, "")
    case .success(let taken) where taken.storedCount == 0:
      return response(to: .malformed("nothing was stored; \(taken.rejectionMessage)"))
    case .success(let taken):
      return text(
        .accepted,
        "stored \(taken.storedCount) spans and left \(taken.rejectedCount) out; \(taken.rejectionMessage)\n")
    case .failure(let failure): return response(to: failure)
    }
  }

  @Sendable
  private static func read(
    _ bytes: Swift.Span<UInt8>, _ encoding: OTLPEncoding
  ) throws(OTLPDecodeError) -> DecodedRequest<SpanBatch> {
    if bytes.isEmpty { return DecodedRequest(batch: SpanBatch()) }  // As Zipkin: nothing to store.
    let result = try ZipkinFormat.decode(bytes, encoding, receivedAt: .now)
    return DecodedRequest(
      batch: result.batch, rejectedCount: result.rejectedSpanCount, rejectionMessage: result.rejectionMessage)
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
