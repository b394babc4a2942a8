package import Hummingbird
internal import HummingbirdCore
package import Logging
internal import NIOCore
internal import ServiceLifecycle

/// Makes the HTTP servers of Skein, all with the same limits and manners.
package enum HTTPService {
  /// A server that hands its requests to `responder`.
  ///
  /// - Parameter onReady: called with the endpoint that is really used, once connections are accepted.
  package static func application<Responder: HTTPResponder>(
    at endpoint: HTTPEndpoint, responder: Responder, guardedBy rules: RequestGuard = RequestGuard(),
    limits: HTTPServiceLimits = HTTPServiceLimits(), logger: Logger,
    onReady: @escaping @Sendable (HTTPEndpoint) async -> Void = { _ in }
  ) -> Application<GuardedResponder<Responder>>
  where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
    let nanoseconds = limits.idleTimeout / .nanoseconds(1)
    return Application(
      responder: GuardedResponder(responder, rules),
      server: .http1(
        configuration: .init(
          additionalChannelHandlers: [ContinueHandler()], idleTimeout: .nanoseconds(Int64(nanoseconds)),
          httpDecoderConfiguration: .init(
            maxHeaderFieldSize: limits.headerByteCount, maxHeaderListSize: limits.headerByteCount))),
      configuration: ApplicationConfiguration(
        address: .hostname(endpoint.host, port: endpoint.port), serverName: nil,
        availableConnectionsDelegate: MaximumAvailableConnections(limits.connectionCount)),
      onServerRunning: { channel in
        await onReady(HTTPEndpoint(host: endpoint.host, port: channel.localAddress?.port ?? endpoint.port))
      },
      logger: logger)
  }
}
