package import AsyncHTTPClient
import Foundation
import NIOCore
import NIOPosix
import NIOSSL

extension Error {
  /// Whether a request failed below HTTP, in a way that may be over at the next attempt.
  var isConnectionFailure: Bool {
    if let error = self as? HTTPClientError { return Self.connectionFailures.contains(error) }
    return self is NIOConnectionError || self is IOError || self is ChannelError
  }

  /// What went wrong with a request, in a few words.
  package var connectionMessage: String {
    switch self {
    case let error as NIOConnectionError:
      error.connectionErrors.first?.error.connectionMessage ?? "\(error.host) has no address"
    case let error as IOError: systemMessage(error.errnoCode)
    case let error as HTTPClientError: error.shortDescription
    default: "\(self)"
    }
  }

  private static var connectionFailures: [HTTPClientError] {
    [
      .connectTimeout, .readTimeout, .writeTimeout, .deadlineExceeded, .remoteConnectionClosed,
      .getConnectionFromPoolTimeout, .tlsHandshakeTimeout, .uncleanShutdown,
    ]
  }
}

extension HTTPClient.Configuration {
  /// For sending and fetching telemetry: follows no redirects, and traces nothing, as what it does is not telemetry.
  package static var telemetryTransfer: HTTPClient.Configuration {
    var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
    configuration.timeout.connect = .seconds(10)
    configuration.timeout.read = .seconds(TransferLimits.requestTimeoutSeconds)
    configuration.tracing.tracer = nil
    configuration.tlsConfiguration = trustedAuthorities()
    configuration.httpVersion = .http1Only
    // Whether a connection is tried again, and when, is decided by `RetryPolicy` or by the user.
    configuration.connectionPool.retryConnectionEstablishment = false
    return configuration
  }

  /// The authorities in the file that `SSL_CERT_FILE` names, as with other programs; `nil` for those of the system.
  private static func trustedAuthorities() -> TLSConfiguration? {
    guard let path = ProcessInfo.processInfo.environment["SSL_CERT_FILE"], !path.isEmpty else { return nil }
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.trustRoots = .file(path)
    return configuration
  }
}
