import AsyncHTTPClient
import Hummingbird
import NIOCore
import NIOHTTP1

/// Makes the clock of a service wrong: stands between its telemetry and the collector, and moves all times while the
/// fault is on.
///
/// A clock that is wrong is wrong for spans, events and log records alike; nothing within the service could show that as
/// completely as what it sends.
struct ClockRelay {
  /// The service that has such a clock.
  static let service = ServiceName.payments
  static let skewNanoseconds: Int64 = 40_000_000_000
  private static let bodyByteLimit = 8 << 20
  private static let timeout = TimeAmount.seconds(10)

  /// Runs work with the URL that its telemetry has to be sent to.
  static func with(
    collectorURL: String, _ directory: Directory, _ work: (_ url: String) async throws -> Void
  ) async throws {
    let (urls, continuation) = AsyncStream<String>.makeStream(bufferingPolicy: .bufferingNewest(1))
    // Not a child of this task: it is to go on until the telemetry is shut down, when all else has ended.
    let server = Task.detached {
      defer { continuation.finish() }
      try await application(collectorURL: collectorURL, directory) { continuation.yield($0) }.run()
    }
    defer { server.cancel() }
    guard let url = await urls.first(where: { _ in true }) else { return try await server.value }
    try await work(url)
  }

  private static func application(
    collectorURL: String, _ directory: Directory, onReady: @escaping @Sendable (String) -> Void
  ) -> Application<RouterResponder<BasicRequestContext>> {
    let router = Router()
    for signal in ["traces", "logs", "metrics"] {
      router.post("v1/\(RouterPath(signal))") { request, _ in
        var body = try await request.body.collect(upTo: bodyByteLimit)
        if directory.has(.clockSkew) { TelemetryTimes.move(&body, by: skewNanoseconds, signal: signal) }
        return try await pass(body, request, to: "\(collectorURL)/v1/\(signal)")
      }
    }
    return Application(
      responder: router.buildResponder(),
      configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0), serverName: nil),
      onServerRunning: { channel in onReady("http://127.0.0.1:\(channel.localAddress?.port ?? 0)") },
      logger: ServiceHost.serverLogger)
  }

  private static func pass(_ body: ByteBuffer, _ request: Request, to url: String) async throws -> Response {
    var onward = HTTPClientRequest(url: url)
    onward.method = .POST
    onward.headers.add(name: "content-type", value: request.headers[.contentType] ?? "application/x-protobuf")
    onward.body = .bytes(body)
    let answer: HTTPClientResponse
    do {
      answer = try await ShopHTTP.client.execute(onward, timeout: timeout)
    } catch {
      // The telemetry knows this one: it will send the same again.
      throw HTTPError(.serviceUnavailable)
    }
    var response = Response(status: .init(code: Int(answer.status.code)))
    if let type = answer.headers.first(name: "content-type") { response.headers[.contentType] = type }
    response.body = .init(byteBuffer: try await answer.body.collect(upTo: bodyByteLimit))
    return response
  }
}
