package import HTTPService
package import HTTPTypes
internal import NIOCore
package import NIOPosix
internal import OTLPFormat
package import SpanIngest
internal import TelemetryModel

/// OTLP/gRPC: unary `Export` of the services for traces, logs and metrics, plain or gzipped.
///
/// Every rule is that of OTLP/HTTP: what it answers with 200 ends here with status 0, and means the same.
package struct OTLPGRPCReceiver: HTTP2Responder {
  private let spans: SpanIngest
  private let logs: LogIngest?
  private let points: MetricIngest?
  private let intake: TelemetryIntake

  /// - Parameters:
  ///   - logs: where log records go; without it they are refused. Shares its budget with `ingest`.
  ///   - points: where points of metrics go; the same holds for them.
  ///   - decodeThreads: where messages are inflated and decoded, off the event loops.
  package init(
    ingest: SpanIngest, logs: LogIngest? = nil, points: MetricIngest? = nil, decodeThreads: NIOThreadPool,
    limits: ReceiverLimits = ReceiverLimits(), serviceLimits: HTTPServiceLimits = HTTPServiceLimits()
  ) {
    spans = ingest
    self.logs = logs
    self.points = points
    intake = TelemetryIntake(decodeThreads, limits, serviceLimits)
  }

  package func answer(to head: HTTPRequest, _ body: inout HTTP2RequestParts) async -> HTTP2Answer {
    guard head.method == .post, head.headerFields[.contentType]?.hasPrefix(Self.contentType) == true else {
      return HTTP2Answer(
        head: HTTPResponse(status: .unsupportedMediaType, headerFields: [.contentType: "text/plain; charset=utf-8"]),
        body: ByteBuffer(string: "this port takes OTLP over gRPC\n"))
    }
    switch head.path {
    case Self.path("trace", "TraceService"): return await export(head, &body, into: spans)
    case Self.path("logs", "LogsService"):
      if let logs { return await export(head, &body, into: logs) }
    case Self.path("metrics", "MetricsService"):
      if let points { return await export(head, &body, into: points) }
    default: break
    }
    return answer(.unknownMethod)
  }

  private func export<Signal: ReceivedSignal>(
    _ head: HTTPRequest, _ body: inout HTTP2RequestParts, into ingest: SignalIngest<Signal>
  ) async -> HTTP2Answer {
    let format = Result { () throws(ReceiverFailure) in
      try BodyFormat(grpcEncoding: head.headerFields.value("grpc-encoding"))
    }
    switch await intake.take(&body, announced: 0, format, into: ingest) {
    case .success(let taken):
      let response = taken.encoding.response(
        to: Signal.signal, rejectedCount: taken.rejectedCount, message: taken.rejectionMessage)
      return answer(.ok, GRPCFrame.framing(response))
    case .failure(let failure):
      return answer(
        GRPCStatus(
          code: failure.code.rawValue, message: failure.message, retryAfterSeconds: failure.retryAfterSeconds))
    }
  }

  private func answer(_ status: GRPCStatus, _ message: ByteBuffer? = nil) -> HTTP2Answer {
    var head = HTTPResponse(status: .ok, headerFields: [.contentType: Self.contentType])
    head.headerFields.set("grpc-accept-encoding", "identity,gzip")
    return HTTP2Answer(head: head, body: message, trailers: status.trailers)
  }

  private static let contentType = "application/grpc"

  private static func path(_ package: String, _ service: String) -> String {
    "/opentelemetry.proto.collector.\(package).v1.\(service)/Export"
  }
}

extension GRPCStatus {
  fileprivate static let unknownMethod = GRPCStatus(
    code: StatusCode.unimplemented.rawValue,
    message: "there is no such method; OTLP goes to Export of TraceService, LogsService and MetricsService")
}
