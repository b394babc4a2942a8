/// The limits of the HTTP servers, in one place.
package struct HTTPServiceLimits: Sendable {
  /// Connections that one server holds open; further ones wait in the kernel's queue. Default 1,024.
  package var connectionCount = 1_024

  /// How long a connection may be silent, between requests or within one, before it is closed. Default 60 s.
  package var idleTimeout: Duration = .seconds(60)

  /// The largest single header and the largest sum of all headers of a request, in bytes. Default 32 KiB.
  package var headerByteCount = 32 << 10

  /// How long a body may take to arrive before its sender is told 408, on top of one second per
  /// `slowestBodyBytesPerSecond`. Default 30 s.
  package var bodyGracePeriod: Duration = .seconds(30)

  /// The rate below which a body counts as stalled once the grace period is over. Default 8 KiB/s.
  package var slowestBodyBytesPerSecond = 8 << 10

  /// How long a TLS handshake may take. Default 10 s.
  package var handshakeTimeout: Duration = .seconds(10)

  /// Requests that one HTTP/2 connection may have under way at once. Default 100, the least that RFC 9113 recommends.
  package var streamCount = 100

  /// Bytes of one HTTP/2 request that may be on their way before somebody asks for them, beside the ingest budget.
  /// Default 128 KiB: what a sender nearby needs to go on without a pause.
  package var streamWindowByteCount = 128 << 10

  /// The same for all requests of a connection together. Default 1 MiB.
  package var connectionWindowByteCount = 1 << 20

  /// PING, SETTINGS and PRIORITY frames that a client may send in 30 s before its connection is closed. Default 1,000:
  /// clients that measure their bandwidth ping up to ten times a second.
  package var controlFrameCount = 1_000

  /// How long a closing HTTP/2 connection may take to finish its requests. Default 30 s.
  package var closingTimeout: Duration = .seconds(30)

  package init() {}
}
