import NIOCore
import NIOPosix

/// Does everything that sending takes but the sending: measures the library without a network.
struct DiscardingTransport: ExportTransport {
  let encoder: RequestEncoder

  func send(_ signal: Signal, _ batch: EncodedBatch, on loop: any EventLoop) -> EventLoopFuture<ExportReply> {
    _ = encoder.encode(batch)
    return loop.makeSucceededFuture(.answer(status: 200, retryAfter: nil, body: []))
  }

  func shutdown() async {}
}

extension Telemetry {
  /// Telemetry that goes nowhere, for benchmarks.
  package static func discarding(_ configuration: TelemetryConfiguration) -> Telemetry {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    return Telemetry(
      configuration, transport: DiscardingTransport(encoder: RequestEncoder(resource: configuration.resource)),
      loop: group.next(), ownedGroup: group)
  }
}
