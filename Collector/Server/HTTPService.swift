package import Hummingbird
internal import HummingbirdCore
package import Logging
internal import NIOCore
internal import NIOPosix
package import ServiceLifecycle

/// Makes the HTTP servers of Skein, all with the same limits and manners.
package enum HTTPService {
  /// A server that hands its requests to `responder`.
  ///
  /// - Parameters:
  ///   - tls: makes it speak HTTPS, and nothing else.
  ///   - onReady: called with the endpoint that is really used, once connections are accepted.
  package static func application<Responder: HTTPResponder>(
    at endpoint: HTTPEndpoint, responder: Responder, guardedBy rules: RequestGuard = RequestGuard(),
    tls: TLSCredentials? = nil, limits: HTTPServiceLimits = HTTPServiceLimits(), logger: Logger,
    onReady: @escaping @Sendable (HTTPEndpoint) async -> Void = { _ in }
  ) -> Application<GuardedResponder<Responder>>
  where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
    let configuration = HTTP1Channel.Configuration(
      additionalChannelHandlers: [ContinueHandler()], idleTimeout: limits.idleTimeout.timeAmount,
      httpDecoderConfiguration: .init(
        maxHeaderFieldSize: limits.headerByteCount, maxHeaderListSize: limits.headerByteCount))
    return Application(
      responder: GuardedResponder(responder, rules),
      server: HTTPServerBuilder { responder in
        let plain = HTTP1Channel(responder: responder, configuration: configuration)
        guard let tls else { return plain }
        return TLSChannel(base: plain, credentials: tls, application: .http1, limits: limits)
      },
      configuration: ApplicationConfiguration(
        address: .hostname(endpoint.host, port: endpoint.port), serverName: nil,
        availableConnectionsDelegate: MaximumAvailableConnections(limits.connectionCount)),
      onServerRunning: { channel in
        await onReady(HTTPEndpoint(host: endpoint.host, port: channel.localAddress?.port ?? endpoint.port))
      },
      logger: logger)
  }

  /// A server that speaks HTTP/2 only, and hands its requests to `responder`.
  ///
  /// Needs no `RequestGuard`: browsers speak HTTP/2 only inside TLS, which a stranger's page cannot pretend to be the
  /// server of.
  package static func http2Server(
    at endpoint: HTTPEndpoint, responder: some HTTP2Responder, tls: TLSCredentials? = nil,
    limits: HTTPServiceLimits = HTTPServiceLimits(), logger: Logger,
    onReady: @escaping @Sendable (HTTPEndpoint) async -> Void = { _ in }
  ) -> any Service {
    let plain = HTTP2Channel(responder: responder, limits: limits)
    let channel: any ServerChildChannel =
      tls.map { TLSChannel(base: plain, credentials: $0, application: .http2, limits: limits) } ?? plain
    return channel.server(
      configuration: ServerConfiguration(
        address: .hostname(endpoint.host, port: endpoint.port),
        availableConnectionsDelegate: MaximumAvailableConnections(limits.connectionCount)),
      onServerRunning: { channel in
        await onReady(HTTPEndpoint(host: endpoint.host, port: channel.localAddress?.port ?? endpoint.port))
      },
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger)
  }
}
