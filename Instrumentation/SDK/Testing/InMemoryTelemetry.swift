import NIOCore
import NIOPosix
import OTLPFormat
import Synchronization
import TelemetryModel

/// Telemetry that stays in the process, for tests of a service's own instrumentation.
///
/// Everything goes the way that it goes in production, sampling, limits and encoding included, and is read back from
/// the bytes that would have been sent.
///
/// ```swift
/// let memory = InMemoryTelemetry()
/// try await memory.telemetry.withTelemetry { try await checkout() }
/// #expect(await memory.spans().map(\.name) == ["charge card", "checkout"])
/// ```
public final class InMemoryTelemetry: Sendable {
  private static let never = Duration.seconds(365 * 86_400)

  public let telemetry: Telemetry
  private let transport: MemoryTransport

  /// Metrics are collected when they are asked for, whatever the configuration says: a collection in between would take
  /// exemplars away from a test that happens to be slow.
  public init(_ configuration: TelemetryConfiguration = TelemetryConfiguration(serviceName: "test")) {
    var configuration = configuration
    configuration.metrics.interval = Self.never
    transport = MemoryTransport(RequestEncoder(resource: configuration.resource))
    telemetry = Telemetry(configuration, transport: transport, loop: MultiThreadedEventLoopGroup.singleton.next())
  }

  deinit {
    let pipelines = telemetry.pipelines
    Task { await pipelines.shutdown(within: .zero) }
  }

  /// All spans that have ended, in the order in which they did.
  public func spans() async -> [RecordedSpan] {
    await bodies(.traces).flatMap { body in
      ((try? OTLPProtobuf.decodeTraces(body))?.batch.spans ?? []).map(RecordedSpan.init)
    }
  }

  public func logRecords() async -> [RecordedLogRecord] {
    await bodies(.logs).flatMap { body in
      ((try? OTLPProtobuf.decodeLogs(body))?.records ?? []).map(RecordedLogRecord.init)
    }
  }

  /// All metrics as they are now, without those of the library itself.
  public func dataPoints() async -> [RecordedDataPoint] {
    let last = await bodies(.metrics).last ?? []
    return ((try? OTLPProtobuf.decodeMetrics(last))?.batch.points ?? [])
      .compactMap(RecordedDataPoint.init).filter { !$0.name.hasPrefix("otel.sdk.") }
  }

  /// Forgets what has been recorded. Metrics go on counting.
  public func reset() async {
    await telemetry.flush()
    transport.removeAll()
  }

  private func bodies(_ signal: Signal) async -> [[UInt8]] {
    await telemetry.flush()
    return transport.bodies(signal)
  }
}

/// Keeps the bodies of requests, and acknowledges them all.
final class MemoryTransport: ExportTransport {
  private let encoder: RequestEncoder
  private let requests = Mutex<[Signal: [[UInt8]]]>([:])

  init(_ encoder: RequestEncoder) { self.encoder = encoder }

  func encode(_ signal: Signal, _ batch: EncodedBatch) -> ExportRequest {
    ExportRequest(body: encoder.encode(batch), isCompressed: false, recordCount: batch.recordCount)
  }

  func send(_ signal: Signal, _ request: ExportRequest, on loop: any EventLoop) -> EventLoopFuture<ExportReply> {
    requests.withLock { $0[signal, default: []].append(request.body) }
    return loop.makeSucceededFuture(.answer(status: 200, retryAfter: nil, body: []))
  }

  func bodies(_ signal: Signal) -> [[UInt8]] { requests.withLock { $0[signal] ?? [] } }

  func removeAll() { requests.withLock { $0 = [:] } }

  func shutdown() async {}
}
