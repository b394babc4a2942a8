import NIOCore
import NIOPosix

/// Does everything that sending takes but the sending: measures the library without a network.
struct DiscardingTransport: ExportTransport {
  let encoder: RequestEncoder

  func encode(_ signal: Signal, _ batch: EncodedBatch) -> ExportRequest {
    ExportRequest(body: encoder.encode(batch), isCompressed: false, recordCount: batch.recordCount)
  }

  func send(_ signal: Signal, _ request: ExportRequest, on loop: any EventLoop) -> EventLoopFuture<ExportReply> {
    loop.makeSucceededFuture(.answer(status: 200, retryAfter: nil, body: []))
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
