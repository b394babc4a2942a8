import AsyncHTTPClient
import NIOCore

/// The HTTP client that all services of a process share: connections only; spans are made by those who call.
enum ShopHTTP {
  static let client: HTTPClient = {
    var configuration = HTTPClient.Configuration(
      redirectConfiguration: .disallow, timeout: .init(connect: .seconds(1), read: .seconds(20)))
    configuration.tracing.tracer = nil
    configuration.connectionPool.idleTimeout = .seconds(20)
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
    return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }()
}
