public import AsyncHTTPClient
import CoreMetrics
import NIOCore
import NIOHTTP1
public import Skein
import Tracing

/// An HTTP client whose requests are client spans that carry the context to the service they call.
///
/// The spans are named `METHOD`, `METHOD TEMPLATE` or `METHOD PEER`, with the attributes of OpenTelemetry's semantic
/// conventions; `http.client.request.duration` counts them. A span ends with the head of the response, or when what reads
/// the body inside the call is done. The client's own tracing, which uses older names, is to be off: make it with
/// `configuration`.
///
/// ```swift
/// let client = TracedHTTPClient(HTTPClient(configuration: TracedHTTPClient.configuration()), telemetry)
/// let response = try await client.execute(request, timeout: .seconds(3), template: "/orders/{id}")
/// ```
public struct TracedHTTPClient: Sendable {
  public let client: HTTPClient
  private let telemetry: Telemetry

  public init(_ client: HTTPClient, _ telemetry: Telemetry) {
    self.client = client
    self.telemetry = telemetry
  }

  /// The client's default configuration without its own tracing.
  public static func configuration() -> HTTPClient.Configuration {
    var configuration = HTTPClient.Configuration()
    configuration.tracing.tracer = nil
    return configuration
  }

  /// Sends a request; its span ends with the head of the response, since the body may be read long after.
  public func execute(
    _ request: HTTPClientRequest, timeout: Duration, template: String? = nil, peerService: String? = nil,
    resendCount: Int = 0
  ) async throws -> HTTPClientResponse {
    try await execute(
      request, timeout: timeout, template: template, peerService: peerService, resendCount: resendCount
    ) { $0 }
  }

  /// Sends a request and reads the response, all in one span: that of the service that is called lies inside it.
  ///
  /// - Parameters:
  ///   - template: The path without its variable parts, such as `/orders/{id}`, for the span's name.
  ///   - peerService: The name of the service that is called, where it is known: `peer.service`, and for the span's name
  ///     when there is no template.
  ///   - resendCount: How often this request has been sent before.
  ///   - read: Takes the response, its body above all. What it throws is an error of the request.
  public func execute<Answer: Sendable>(
    _ request: HTTPClientRequest, timeout: Duration, template: String? = nil, peerService: String? = nil,
    resendCount: Int = 0, reading read: @Sendable (HTTPClientResponse) async throws -> Answer
  ) async throws -> Answer {
    let target = RequestTarget(request.url, template: template, peerService: peerService)
    let method = request.method.rawValue
    let startedAt = ContinuousClock.now
    return try await telemetry.tracer.withSpan(target.spanName(method), ofKind: .client) { span in
      target.set(on: span, method: method, resendCount: resendCount)
      var request = request
      telemetry.tracer.inject(span.context, into: &request.headers, using: HeaderInjector())
      var outcome: Outcome?
      defer { record(outcome ?? Outcome(status: nil, error: "cancelled"), method, target, since: startedAt) }
      do {
        let response = try await client.execute(request, timeout: TimeAmount(timeout))
        let status = Int(response.status.code)
        span.attributes["http.response.status_code"] = status
        if status >= 400 {
          span.attributes["error.type"] = String(status)
          span.setStatus(SpanStatus(code: .error))
        }
        let answer = try await read(response)
        outcome = Outcome(status: status, error: status >= 400 ? String(status) : nil)
        return answer
      } catch {
        let type = Self.typeName(of: error)
        outcome = Outcome(status: nil, error: type)
        span.attributes["error.type"] = type
        throw error
      }
    }
  }

  private struct Outcome {
    let status: Int?
    let error: String?
  }

  private func record(
    _ outcome: Outcome, _ method: String, _ target: RequestTarget, since start: ContinuousClock.Instant
  ) {
    var dimensions = [("http.request.method", method), ("server.address", target.host)]
    if let port = target.port { dimensions.append(("server.port", String(port))) }
    if let template = target.template { dimensions.append(("url.template", template)) }
    if let peer = target.peerService { dimensions.append(("peer.service", peer)) }
    if let status = outcome.status { dimensions.append(("http.response.status_code", String(status))) }
    if let error = outcome.error { dimensions.append(("error.type", error)) }
    let duration = (ContinuousClock.now - start).components
    telemetry.metricsFactory.makeTimer(label: "http.client.request.duration", dimensions: dimensions)
      .recordNanoseconds(duration.seconds * 1_000_000_000 + duration.attoseconds / 1_000_000_000)
  }

  /// All that take too long are one kind of error, whatever they waited for.
  private static func typeName(of error: any Error) -> String {
    let timeouts: [HTTPClientError] = [.deadlineExceeded, .connectTimeout, .readTimeout, .writeTimeout]
    if let error = error as? HTTPClientError, timeouts.contains(error) { return "timeout" }
    return String(reflecting: type(of: error))
  }
}

struct HeaderInjector: Injector {
  func inject(_ value: String, forKey key: String, into headers: inout HTTPHeaders) {
    headers.replaceOrAdd(name: key, value: value)
  }
}
