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
  private let urls: [Signal: String]
  private let headers: HTTPHeaders
  private let encoder: RequestEncoder
  private let isCompressed: Bool
  private let timeout: TimeAmount

  init(_ configuration: TelemetryConfiguration, on group: any EventLoopGroup) {
    let limit = TimeAmount(configuration.exporter.timeout)
    var client = HTTPClient.Configuration(
      redirectConfiguration: .disallow, timeout: .init(connect: limit, read: limit))
    client.tracing.tracer = nil
    // One request of each signal at a time; a connection that was idle for long may be half open.
    client.connectionPool.idleTimeout = .seconds(30)
    self.client = HTTPClient(eventLoopGroupProvider: .shared(group), configuration: client)
    urls = Dictionary(uniqueKeysWithValues: Signal.allCases.map { ($0, configuration.exporter.url(of: $0)) })
    encoder = RequestEncoder(resource: configuration.resource)
    isCompressed = configuration.exporter.compression == .gzip
    timeout = limit
    var headers = HTTPHeaders(configuration.exporter.headers.map { ($0.key, $0.value) })
    headers.replaceOrAdd(name: "content-type", value: "application/x-protobuf")
    headers.replaceOrAdd(name: "user-agent", value: "skein-swift/\(SDKVersion.current)")
    if isCompressed { headers.replaceOrAdd(name: "content-encoding", value: "gzip") }
    self.headers = headers
  }

  func send(_ signal: Signal, _ batch: EncodedBatch, on loop: any EventLoop) -> EventLoopFuture<ExportReply> {
    let body = encode(batch)
    let request: HTTPClient.Request
    do {
      request = try HTTPClient.Request(
        url: urls[signal] ?? "", method: .POST, headers: headers, body: .byteBuffer(ByteBuffer(bytes: body)))
    } catch {
      return loop.makeSucceededFuture(.failure)
    }
    return client.execute(
      request: request, delegate: ResponseAccumulator(request: request, maxBodySize: Limits.responseByteCount),
      eventLoop: .delegateAndChannel(on: loop), deadline: .now() + timeout
    )
    .futureResult.map { ExportReply($0) }.flatMapErrorThrowing { _ in .failure }
  }

  func fetch(_ url: String, on loop: any EventLoop) -> EventLoopFuture<[UInt8]?> {
    guard let request = try? HTTPClient.Request(url: url) else { return loop.makeSucceededFuture(nil) }
    return client.execute(
      request: request, delegate: ResponseAccumulator(request: request, maxBodySize: Limits.responseByteCount),
      eventLoop: .delegateAndChannel(on: loop), deadline: .now() + timeout
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

  private func encode(_ batch: EncodedBatch) -> [UInt8] {
    let body = encoder.encode(batch)
    if !isCompressed { return body }
    var deflater = Deflater(.gzip, level: 1)
    var compressed: [UInt8] = []
    deflater.deflate(body.span.bytes, into: &compressed)
    return compressed
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
