package import NIOCore

/// Brings the body of one request to the collector.
///
/// Called on the exporter's event loop. The future never fails: what goes wrong is a reply, too.
package protocol ExportTransport: Sendable {
  func send(_ signal: Signal, _ batch: EncodedBatch, on loop: any EventLoop) -> EventLoopFuture<ExportReply>

  /// The body of what lies at a URL, or `nil` when there is none; the future never fails.
  func fetch(_ url: String, on loop: any EventLoop) -> EventLoopFuture<[UInt8]?>

  /// Ends connections. Called once, after the last `send` was answered or abandoned.
  func shutdown() async
}

extension ExportTransport {
  package func fetch(_ url: String, on loop: any EventLoop) -> EventLoopFuture<[UInt8]?> {
    loop.makeSucceededFuture(nil)
  }
}

/// The kinds of telemetry, each with a queue and an exporter of its own.
package enum Signal: Sendable, CaseIterable {
  case traces
  case logs
  case metrics

  var path: String {
    switch self {
    case .traces: "v1/traces"
    case .logs: "v1/logs"
    case .metrics: "v1/metrics"
    }
  }
}
