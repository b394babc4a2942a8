public import AsyncHTTPClient
import CoreMetrics
import NIOCore
import NIOHTTP1
public import Skein
import Tracing

/// An HTTP client whose requests are client spans that carry the context to the service they call.
///
/// The spans are named `METHOD`, or `METHOD TEMPLATE`, with the attributes of OpenTelemetry's semantic conventions;
/// `http.client.request.duration` counts them. A span ends with the head of the response, since a body may be read long
/// after. The client's own tracing, which uses older names, is to be off: make it with `configuration`.
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

  /// Sends a request.
  ///
  /// - Parameters:
  ///   - template: The path without its variable parts, such as `/orders/{id}`, for the span's name.
  ///   - resendCount: How often this request has been sent before.
  public func execute(
    _ request: HTTPClientRequest, timeout: Duration, template: String? = nil, resendCount: Int = 0
  ) async throws -> HTTPClientResponse {
    let target = RequestTarget(request.url)
    let method = request.method.rawValue
    let startedAt = ContinuousClock.now
    return try await telemetry.tracer.withSpan(template.map { "\(method) \($0)" } ?? method, ofKind: .client) { span in
      target.set(on: span, method: method, template: template, resendCount: resendCount)
      var request = request
      telemetry.tracer.inject(span.context, into: &request.headers, using: HeaderInjector())
      var outcome: Outcome?
      defer { record(outcome ?? Outcome(status: nil, error: "cancelled"), method, target, template, since: startedAt) }
      do {
        let response = try await client.execute(request, timeout: TimeAmount(timeout))
        let status = Int(response.status.code)
        outcome = Outcome(status: status, error: status >= 400 ? String(status) : nil)
        span.attributes["http.response.status_code"] = status
        if status >= 400 {
          span.attributes["error.type"] = String(status)
          span.setStatus(SpanStatus(code: .error))
        }
        return response
      } catch {
        outcome = Outcome(status: nil, error: String(reflecting: type(of: error)))
        throw error
      }
    }
  }

  private struct Outcome {
    let status: Int?
    let error: String?
  }

  private func record(
    _ outcome: Outcome, _ method: String, _ target: RequestTarget, _ template: String?,
    since start: ContinuousClock.Instant
  ) {
    var dimensions = [("http.request.method", method), ("server.address", target.host)]
    if let port = target.port { dimensions.append(("server.port", String(port))) }
    if let template { dimensions.append(("url.template", template)) }
    if let status = outcome.status { dimensions.append(("http.response.status_code", String(status))) }
    if let error = outcome.error { dimensions.append(("error.type", error)) }
    let duration = (ContinuousClock.now - start).components
    telemetry.metricsFactory.makeTimer(label: "http.client.request.duration", dimensions: dimensions)
      .recordNanoseconds(duration.seconds * 1_000_000_000 + duration.attoseconds / 1_000_000_000)
  }
}

struct HeaderInjector: Injector {
  func inject(_ value: String, forKey key: String, into headers: inout HTTPHeaders) {
    headers.replaceOrAdd(name: key, value: value)
  }
}
