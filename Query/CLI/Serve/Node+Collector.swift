import HTTPService
import OTLPReceiver
import ServiceLifecycle
import SpanIngest

extension Node {
  /// What receives telemetry: OTLP/HTTP and, unless it is off, OTLP/gRPC.
  ///
  /// - Parameter onReady: Called with the endpoint of OTLP/HTTP that is really used.
  func collectorServices(
    _ options: CollectorOptions, _ access: AccessOptions, tls: TLSCredentials? = nil,
    onReady: @escaping @Sendable (HTTPEndpoint) -> Void = { _ in }
  ) throws -> [any Service] {
    guard let ingest else { preconditionFailure("a node that only reads has no collector") }
    let metrics = SelfMetrics(store: store, ingest: ingest, logIngest: logIngest, metricIngest: metricIngest)
    let receiver = OTLPReceiver(
      ingest: ingest, logs: logIngest, points: metricIngest, decodeThreads: threads, limits: options.receiverLimits,
      strategies: try options.readSamplingStrategies(),
      metrics: { metrics.prometheus().text })
    let scheme = TLSCredentials.scheme(tls)
    let server = HTTPService.application(
      at: options.endpoint, responder: receiver, guardedBy: access.rules, tls: tls, logger: httpLogger
    ) {
      for signal in ["traces", "logs", "metrics"] { announce("receiving OTLP/HTTP on \(scheme)://\($0)/v1/\(signal)") }
      onReady($0)
    }
    var services: [any Service] = [ListeningService(endpoint: options.endpoint, option: "--otlp-http", server: server)]
    if case .at(let endpoint) = options.grpc { services.append(grpcService(at: endpoint, ingest, options, tls)) }
    return services
  }

  private func grpcService(
    at endpoint: HTTPEndpoint, _ ingest: SpanIngest, _ options: CollectorOptions, _ tls: TLSCredentials?
  ) -> any Service {
    let receiver = OTLPGRPCReceiver(
      ingest: ingest, logs: logIngest, points: metricIngest, decodeThreads: threads, limits: options.receiverLimits)
    let scheme = TLSCredentials.scheme(tls)
    let server = HTTPService.http2Server(at: endpoint, responder: receiver, tls: tls, logger: httpLogger) {
      announce("receiving OTLP/gRPC on \(scheme)://\($0), all signals")
    }
    return ListeningService(endpoint: endpoint, option: "--otlp-grpc", server: server)
  }
}
