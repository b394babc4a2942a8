package import NIOCore

/// Makes requests, and brings them to the collector. Called on the exporter's event loop.
package protocol ExportTransport: Sendable {
  /// The body of the request that holds a batch. It is made once, however often it is sent.
  func encode(_ signal: Signal, _ batch: EncodedBatch) -> ExportRequest

  /// The future never fails: what goes wrong is a reply, too.
  func send(_ signal: Signal, _ request: ExportRequest, on loop: any EventLoop) -> EventLoopFuture<ExportReply>

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
