import AsyncHTTPClient
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import Skein
import SkeinHTTPClient
import Synchronization

/// Calls other services by name: finds an instance, limits the time, tries again, gives up on who is down.
///
/// Each attempt is a client span.
final class ShopClient: Sendable {
  static let answerByteLimit = 1 << 20

  private let directory: Directory
  private let http: TracedHTTPClient
  private let logger: Logger
  private let breakers = Mutex<[ServiceName: CircuitBreaker]>([:])

  init(directory: Directory, telemetry: Telemetry, logger: Logger) {
    self.directory = directory
    http = TracedHTTPClient(ShopHTTP.client, telemetry)
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
    guard let base = directory.next(call.service) else {
      throw CallFailure(service: call.service, reason: .unreachable)
    }
    let answer: Answer
    do {
      answer = try await http.execute(
        request(call, to: base), timeout: policy.timeout, peerService: call.service.rawValue, resendCount: attempt - 1
      ) { response in
        Answer(
          status: Int(response.status.code), contentType: response.headers.first(name: "content-type"),
          body: try await response.body.collect(upTo: Self.answerByteLimit))
      }
    } catch {
      let isTimeout = (error as? HTTPClientError).map { [.deadlineExceeded, .readTimeout].contains($0) } ?? false
      throw CallFailure(service: call.service, reason: isTimeout ? .timeout : .unreachable)
    }
    if answer.status >= 500 { throw CallFailure(service: call.service, reason: .status(answer.status)) }
    return answer
  }

  private func request(_ call: Call, to base: String) -> HTTPClientRequest {
    var request = HTTPClientRequest(url: base + call.path)
    request.method = call.method
    if let customer = call.customer { request.headers.replaceOrAdd(name: Call.customerHeader, value: customer) }
    if let body = call.body {
      request.headers.replaceOrAdd(name: "content-type", value: "application/json")
      request.body = .bytes(body)
    }
    return request
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
}
