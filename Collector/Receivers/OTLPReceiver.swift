package import HTTPService
internal import HTTPTypes
package import Hummingbird
internal import NIOCore
package import NIOPosix
internal import OTLPFormat
package import SpanIngest
internal import TelemetryModel

/// OTLP/HTTP: `POST /v1/traces`, `POST /v1/logs` and `POST /v1/metrics`, protobuf or JSON, plain or gzipped. Beside them
/// what Zipkin's senders send, see `ZipkinReceiver`.
///
/// Answers 200 only when the telemetry is durable. Every other answer carries a `google.rpc.Status` in the encoding of
/// the request (OTLP specification, "OTLP/HTTP Response").
package struct OTLPReceiver: HTTPResponder {
  package typealias Context = BasicRequestContext

  private let spans: SpanIngest
  private let logs: LogIngest?
  private let points: MetricIngest?
  private let intake: TelemetryIntake
  private let metrics: @Sendable () -> String
  private let strategies: SamplingStrategies?
  private let zipkin: ZipkinReceiver

  /// - Parameters:
  ///   - logs: where log records go; without it they are refused with 404. Shares its budget with `ingest`.
  ///   - points: where points of metrics go; the same holds for them.
  ///   - decodeThreads: where bodies are inflated and decoded, off the event loops.
  ///   - strategies: what `GET /sampling?service=…` answers; without it that is 404.
  ///   - metrics: what `GET /metrics` answers, as Prometheus text.
  package init(
    ingest: SpanIngest, logs: LogIngest? = nil, points: MetricIngest? = nil, decodeThreads: NIOThreadPool,
    limits: ReceiverLimits = ReceiverLimits(), serviceLimits: HTTPServiceLimits = HTTPServiceLimits(),
    strategies: SamplingStrategies? = nil, metrics: @escaping @Sendable () -> String = { "" }
  ) {
    self.strategies = strategies
    self.metrics = metrics
    spans = ingest
    self.logs = logs
    self.points = points
    intake = TelemetryIntake(decodeThreads, limits, serviceLimits)
    zipkin = ZipkinReceiver(ingest, intake)
  }

  package func respond(to request: Request, context: Context) async throws -> Response {
    let encoding = OTLPEncoding(contentType: request.headers[.contentType])
    switch request.uri.path {
    case "/v1/traces": return await answer(to: request, encoding, spans)
    case "/v1/logs":
      guard let logs else { return failure(.notFound(path: request.uri.path), encoding) }
      return await answer(to: request, encoding, logs)
    case "/v1/metrics":
      guard let points else { return failure(.notFound(path: request.uri.path), encoding) }
      return await answer(to: request, encoding, points)
    default:
      if let answer = await zipkin.answer(to: request) { return answer }
      return operatorAnswer(to: request) ?? failure(.notFound(path: request.uri.path), encoding)
    }
  }

  private func answer<Signal: ReceivedSignal>(
    to request: Request, _ encoding: OTLPEncoding?, _ ingest: SignalIngest<Signal>
  ) async -> Response {
    guard request.method == .post else { return failure(.methodNotAllowed, encoding) }
    var body = request.body.makeAsyncIterator()
    let announced = request.headers[.contentLength].flatMap { Int($0) } ?? 0
    let format = Result { () throws(ReceiverFailure) in try BodyFormat(request.headers, encoding) }
    switch await intake.take(&body, announced: announced, format, into: ingest) {
    case .success(let taken):
      let encoding = taken.encoding
      return response(
        .ok, encoding,
        encoding.response(to: Signal.signal, rejectedCount: taken.rejectedCount, message: taken.rejectionMessage))
    case .failure(let failure): return self.failure(failure, encoding)
    }
  }

  /// What a collector without a query server beside it tells its operator.
  private func operatorAnswer(to request: Request) -> Response? {
    guard request.method == .get else { return nil }
    return switch request.uri.path {
    case "/health", "/ready": text("ok\n", "text/plain; charset=utf-8")
    case "/metrics": text(metrics(), PrometheusText.contentType)
    case "/sampling":
      strategies.map { samplingAnswer($0, request.uri.queryParameters["service"].map(String.init) ?? "") }
    default: nil
    }
  }

  private func samplingAnswer(_ strategies: SamplingStrategies, _ service: String) -> Response {
    text(String(decoding: strategies.answer(service: service), as: UTF8.self), "application/json")
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
