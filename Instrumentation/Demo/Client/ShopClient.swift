import AsyncHTTPClient
import CoreMetrics
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import Skein
import Synchronization
import Tracing

/// Calls other services by name: finds an instance, limits the time, tries again, gives up on who is down.
///
/// One client span for each attempt, with the context of the request in its headers.
final class ShopClient: Sendable {
  static let answerByteLimit = 1 << 20

  private let directory: Directory
  private let telemetry: Telemetry
  private let logger: Logger
  private let breakers = Mutex<[ServiceName: CircuitBreaker]>([:])

  init(directory: Directory, telemetry: Telemetry, logger: Logger) {
    self.directory = directory
    self.telemetry = telemetry
    self.logger = logger
  }

  func get<Answer: Decodable>(
    _ service: ServiceName, _ path: String, customer: String? = nil, as type: Answer.Type = Answer.self
  ) async throws -> Answer {
    try await decode(try await call(Call(service, .GET, path, customer: customer)), service)
  }

  /// - Parameter isRepeatable: Whether the service does it once, however often it is asked to.
  func post<Answer: Decodable>(
    _ service: ServiceName, _ path: String, _ body: some Encodable, customer: String? = nil, isRepeatable: Bool = false,
    as type: Answer.Type = Answer.self
  ) async throws -> Answer {
    let body = ByteBuffer(bytes: try JSONEncoder().encode(body))
    let call = Call(service, .POST, path, body: body, customer: customer, isRepeatable: isRepeatable)
    return try await decode(try await self.call(call), service)
  }

  /// Makes a call and takes its answer, unless it is an error.
  @discardableResult
  func call(_ call: Call) async throws -> Answer {
    let answer = try await attempt(call)
    if answer.status >= 400 { throw CallFailure(service: call.service, reason: .status(answer.status)) }
    return answer
  }

  /// Makes a call and takes whatever answer it gets below 500.
  func attempt(_ call: Call) async throws -> Answer {
    var policy = CallPolicy.standard(for: call.service)
    if directory.has(.retryStorm) { policy = policy.stormy() }
    var attempt = 1
    while true {
      do {
        return try await once(call, attempt: attempt, policy)
      } catch let failure as CallFailure
        where failure.isTransient && call.isRepeatable && attempt < policy.attemptCount
      {
        logger.warning(
          "\(call.method.rawValue) \(call.service.rawValue) failed, trying again",
          metadata: ["error.type": .string(failure.typeName), "attempt": .stringConvertible(attempt)])
        try await Task.sleep(for: policy.pause(beforeAttempt: attempt))
        attempt += 1
      }
    }
  }

  /// Whether a service says so of itself; without telemetry.
  func isHealthy(url: String) async -> Bool {
    let answer = try? await ShopHTTP.client.execute(HTTPClientRequest(url: url + "/health"), timeout: .seconds(1))
    return answer?.status == .ok
  }

  private func once(_ call: Call, attempt: Int, _ policy: CallPolicy) async throws -> Answer {
    let breaker = breaker(of: call.service)
    let isStormy = directory.has(.retryStorm)
    guard isStormy || breaker.admit() else { throw CallFailure(service: call.service, reason: .notTried) }
    do {
      let answer = try await send(call, attempt: attempt, policy)
      report(success: true, of: call.service, to: breaker)
      return answer
    } catch {
      if error is CallFailure { report(success: false, of: call.service, to: breaker) }
      throw error
    }
  }

  private func send(_ call: Call, attempt: Int, _ policy: CallPolicy) async throws -> Answer {
    // The name says who is called, so that attempts at one service are not taken for attempts at another.
    let name = "\(call.method.rawValue) \(call.service.rawValue)"
    let span = telemetry.tracer.startSpan(name, context: .current ?? .topLevel, ofKind: .client)
    defer { span.end() }
    let startedAt = ContinuousClock.now
    var outcome = "error"
    defer { measure(call, outcome: outcome, since: startedAt) }
    span.updateAttributes { attributes in
      attributes["http.request.method"] = call.method.rawValue
      attributes["peer.service"] = call.service.rawValue
      if attempt > 1 { attributes["http.request.resend_count"] = attempt - 1 }
    }
    do {
      guard let base = directory.next(call.service) else {
        throw CallFailure(service: call.service, reason: .unreachable)
      }
      let answer = try await exchange(call, base: base, span, policy)
      outcome = String(answer.status)
      span.attributes["http.response.status_code"] = answer.status
      if answer.status >= 400 { fail(span, String(answer.status)) }
      if answer.status >= 500 { throw CallFailure(service: call.service, reason: .status(answer.status)) }
      return answer
    } catch let failure as CallFailure {
      outcome = failure.typeName
      fail(span, failure.typeName)
      throw failure
    } catch {
      span.recordError(error)
      let isTimeout = (error as? HTTPClientError).map { [.deadlineExceeded, .readTimeout].contains($0) } ?? false
      let failure = CallFailure(service: call.service, reason: isTimeout ? .timeout : .unreachable)
      outcome = failure.typeName
      fail(span, failure.typeName)
      throw failure
    }
  }

  private func exchange(
    _ call: Call, base: String, _ span: SkeinSpan, _ policy: CallPolicy
  ) async throws -> Answer {
    var request = HTTPClientRequest(url: base + call.path)
    request.method = call.method
    telemetry.tracer.inject(span.context, into: &request.headers, using: HeaderInjector())
    if let customer = call.customer { request.headers.replaceOrAdd(name: Call.customerHeader, value: customer) }
    if let body = call.body {
      request.headers.replaceOrAdd(name: "content-type", value: "application/json")
      request.body = .bytes(body)
    }
    span.updateAttributes { attributes in
      attributes["url.full"] = request.url
      attributes["server.address"] = "127.0.0.1"
      if let port = base.split(separator: ":").last.flatMap({ Int($0) }) { attributes["server.port"] = port }
    }
    let response = try await ShopHTTP.client.execute(request, timeout: TimeAmount(policy.timeout))
    let body = try await response.body.collect(upTo: Self.answerByteLimit)
    return Answer(
      status: Int(response.status.code), contentType: response.headers.first(name: "content-type"), body: body)
  }

  private func fail(_ span: SkeinSpan, _ type: String) {
    span.attributes["error.type"] = type
    span.setStatus(SpanStatus(code: .error))
  }

  private func decode<Value: Decodable>(_ answer: Answer, _ service: ServiceName) async throws -> Value {
    do {
      return try JSONDecoder().decode(Value.self, from: Data(answer.body.readableBytesView))
    } catch {
      throw CallFailure(service: service, reason: .unreadableAnswer)
    }
  }

  private func breaker(of service: ServiceName) -> CircuitBreaker {
    breakers.withLock { breakers in
      if let breaker = breakers[service] { return breaker }
      let breaker = CircuitBreaker()
      breakers[service] = breaker
      return breaker
    }
  }

  private func report(success: Bool, of service: ServiceName, to breaker: CircuitBreaker) {
    guard let position = breaker.report(success: success) else { return }
    logger.warning("circuit breaker of \(service.rawValue) is now \(position.rawValue)")
  }

  private func measure(_ call: Call, outcome: String, since start: ContinuousClock.Instant) {
    let duration = (ContinuousClock.now - start) / .nanoseconds(1)
    let dimensions = [
      ("http.request.method", call.method.rawValue), ("peer.service", call.service.rawValue), ("outcome", outcome),
    ]
    telemetry.metricsFactory.makeTimer(label: "http.client.request.duration", dimensions: dimensions)
      .recordNanoseconds(Int64(duration))
  }
}

struct HeaderInjector: Injector {
  func inject(_ value: String, forKey key: String, into headers: inout HTTPHeaders) {
    headers.replaceOrAdd(name: key, value: value)
  }
}
