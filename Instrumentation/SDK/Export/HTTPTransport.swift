import AsyncHTTPClient
import BoundedZlib
import NIOCore
import NIOHTTP1
import Synchronization

/// OTLP/HTTP with protobuf bodies, through async-http-client.
///
/// The client's own tracing is off, or exporting would make spans to export. Redirects are not followed: a collector
/// has no reason for them, and telemetry should not go where its sender did not choose.
final class HTTPTransport: ExportTransport {
  private let client: HTTPClient
  private let encoder: RequestEncoder
  private let targets: [Signal: Target]
  private let fetchTimeout: TimeAmount

  /// What all requests of one signal have in common.
  private struct Target: Sendable {
    let url: String
    let headers: HTTPHeaders
    let isCompressed: Bool
    let timeout: TimeAmount

    init(_ destination: ExporterConfiguration.Destination) {
      url = destination.url
      isCompressed = destination.compression == .gzip
      timeout = TimeAmount(destination.timeout)
      var headers = HTTPHeaders(destination.headers.map { ($0.key, $0.value) })
      headers.replaceOrAdd(name: "content-type", value: "application/x-protobuf")
      headers.replaceOrAdd(name: "user-agent", value: "skein-swift/\(SDKVersion.current)")
      headers.remove(name: "content-encoding")
      self.headers = headers
    }
  }

  init(_ configuration: TelemetryConfiguration, on group: any EventLoopGroup) {
    let targets = Dictionary(
      uniqueKeysWithValues: Signal.allCases.map { ($0, Target(configuration.exporter.destination(of: $0))) })
    self.targets = targets
    fetchTimeout = TimeAmount(configuration.exporter.timeout)
    let longest = targets.values.map(\.timeout).max() ?? fetchTimeout
    var client = HTTPClient.Configuration(
      redirectConfiguration: .disallow, timeout: .init(connect: longest, read: longest))
    client.tracing.tracer = nil
    // One request of each signal at a time; a connection that was idle for long may be half open.
    client.connectionPool.idleTimeout = .seconds(30)
    // Whoever is not there is not there: what to do then is the exporter's affair.
    client.connectionPool.retryConnectionEstablishment = false
    self.client = HTTPClient(eventLoopGroupProvider: .shared(group), configuration: client)
    encoder = RequestEncoder(resource: configuration.resource)
  }

  func encode(_ signal: Signal, _ batch: EncodedBatch) -> ExportRequest {
    let body = encoder.encode(batch)
    guard targets[signal]?.isCompressed == true else {
      return ExportRequest(body: body, isCompressed: false, recordCount: batch.recordCount)
    }
    var deflater = Deflater(.gzip, level: 1)
    var compressed: [UInt8] = []
    deflater.deflate(body.span.bytes, into: &compressed)
    return ExportRequest(body: compressed, isCompressed: true, recordCount: batch.recordCount)
  }

  func send(_ signal: Signal, _ request: ExportRequest, on loop: any EventLoop) -> EventLoopFuture<ExportReply> {
    guard let target = targets[signal] else { return loop.makeSucceededFuture(.failure) }
    var headers = target.headers
    if request.isCompressed { headers.add(name: "content-encoding", value: "gzip") }
    let body = HTTPClient.Body.byteBuffer(ByteBuffer(bytes: request.body))
    guard
      let request = try? HTTPClient.Request(
        url: target.url, method: .POST, headers: headers, body: body)
    else {
      return loop.makeSucceededFuture(.failure)
    }
    return client.execute(
      request: request, delegate: ResponseAccumulator(request: request, maxBodySize: Limits.responseByteCount),
      eventLoop: .delegateAndChannel(on: loop), deadline: .now() + target.timeout
    )
    .futureResult.map { ExportReply($0) }.flatMapErrorThrowing { _ in .failure }
  }

  func fetch(_ url: String, on loop: any EventLoop) -> EventLoopFuture<[UInt8]?> {
    guard let request = try? HTTPClient.Request(url: url) else { return loop.makeSucceededFuture(nil) }
    return client.execute(
      request: request, delegate: ResponseAccumulator(request: request, maxBodySize: Limits.responseByteCount),
      eventLoop: .delegateAndChannel(on: loop), deadline: .now() + fetchTimeout
    )
    .futureResult.map { response in
      response.status == .ok ? response.body.map { Array($0.readableBytesView) } : nil
    }
    .flatMapErrorThrowing { _ in nil }
  }

  func shutdown() async {
    // What the client says when it cannot close its connections helps nobody: the process is about to end.
    try? await client.shutdown()
  }
}

extension ExportReply {
  init(_ response: HTTPClient.Response) {
    self = .answer(
      status: Int(response.status.code),
      retryAfter: response.headers.first(name: "retry-after").flatMap { RetryAfter.parse($0) },
      body: response.body.map { Array($0.readableBytesView) } ?? [])
  }
}
