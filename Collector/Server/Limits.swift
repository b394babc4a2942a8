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

  package init() {}
}
