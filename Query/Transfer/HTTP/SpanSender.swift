package import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
package import OTLPFormat

/// Sends telemetry to a collector over OTLP/HTTP, again and again where the protocol says that this can help.
package struct SpanSender: Sendable {
  /// What a collector made of a request.
  package struct Outcome: Sendable {
    /// Rows that the collector did not take, for good.
    package let rejectedRowCount: Int
    /// What the collector said about it, or a warning; empty as a rule. Untrusted.
    package let message: String
    package let attemptCount: Int
  }

  private let endpoint: TraceEndpoint
  private let client: HTTPClient
  private let policy: RetryPolicy
  private let headers: [(String, String)]

  /// - Parameters:
  ///   - client: must not follow redirects (`HTTPClient.Configuration.telemetryTransfer`).
  ///   - headers: what every request carries besides its own, as for authentication.
  package init(
    to endpoint: TraceEndpoint, client: HTTPClient, policy: RetryPolicy = RetryPolicy(),
    headers: [(String, String)] = []
  ) {
    self.endpoint = endpoint
    self.client = client
    self.policy = policy
    self.headers = headers
  }

  /// Returns when the collector has acknowledged the request.
  package func send(_ request: TelemetryRequest) async throws(SendError) -> Outcome {
    var attempt = 1
    while true {
      let failure: Failure
      switch try await self.attempt(request) {
      case .acknowledged(let response):
        return Outcome(
          rejectedRowCount: Int(clamping: response.rejectedCount), message: response.message, attemptCount: attempt
        )
      case .failed(let retryable): failure = retryable
      }
      var generator = SystemRandomNumberGenerator()
      let delay = policy.delay(afterAttempt: attempt, retryAfter: failure.retryAfter, using: &generator)
      guard let delay else {
        throw SendError(.exhausted, "\(endpoint): \(failure.reason); gave up after \(attempt) attempts")
      }
      do { try await Task.sleep(for: delay) } catch { throw SendError(.failed, "\(endpoint): cancelled") }
      attempt += 1
    }
  }

  /// Why an attempt did not succeed, in a way that may pass.
  package struct Failure: Sendable {
    /// May hold text of the server.
    package let reason: String
    /// Whether the server said so itself; else there was no answer.
    package let isRefusal: Bool
    package var retryAfter: Duration?
  }

  /// What came of one attempt.
  package enum Answer: Sendable {
    case acknowledged(OTLPExportResponse)
    case failed(Failure)
  }

  /// Sends a request once.
  ///
  /// - Throws: when sending it again would not help.
  package func attempt(_ request: TelemetryRequest) async throws(SendError) -> Answer {
    var message = HTTPClientRequest(url: endpoint.url(of: request.signal))
    message.method = .POST
    message.headers = ["content-type": request.encoding.contentType, "user-agent": "skein"]
    if request.isGzipped { message.headers.add(name: "content-encoding", value: "gzip") }
    for (name, value) in headers { message.headers.replaceOrAdd(name: name, value: value) }
    message.body = .bytes(ByteBuffer(bytes: request.body))
    let status: HTTPResponseStatus
    let headers: HTTPHeaders
    let body: [UInt8]
    do {
      let response = try await client.execute(message, timeout: .seconds(TransferLimits.requestTimeoutSeconds))
      (status, headers) = (response.status, response.headers)
      body = Array(buffer: try await response.body.collect(upTo: TransferLimits.responseByteCount))
    } catch let error as NIOTooManyBytesError {
      throw SendError(.invalidResponse, "\(endpoint): the answer is longer than \(error.maxBytes ?? 0) bytes")
    } catch {
      guard error.isConnectionFailure else { throw SendError(.failed, "\(endpoint): \(error.connectionMessage)") }
      return .failed(Failure(reason: error.connectionMessage, isRefusal: false))
    }
    if status == .ok { return .acknowledged(try decode(body, request.encoding)) }
    let reason = "the collector answered \(status.code) \(explanation(in: body, request.encoding))"
    guard RetryPolicy.isRetryable(status: status.code) else {
      let hint = status == .notFound ? "; is this the OTLP/HTTP address of a collector?" : ""
      throw SendError(.refused(status: status.code), "\(endpoint): \(reason)\(hint)")
    }
    let pause = headers.first(name: "retry-after").flatMap { RetryAfter.duration($0, now: Int64(time(nil))) }
    return .failed(Failure(reason: reason, isRefusal: true, retryAfter: pause))
  }
}

extension SpanSender {
  private func decode(_ body: [UInt8], _ encoding: OTLPEncoding) throws(SendError) -> OTLPExportResponse {
    if body.isEmpty { return OTLPExportResponse() }
    do throws(OTLPDecodeError) {
      switch encoding {
      case .protobuf: return try OTLPProtobuf.decodeResponse(body)
      case .json: return try OTLPJSON.decodeResponse(body)
      }
    } catch {
      throw SendError(.invalidResponse, "\(endpoint): the answer is no OTLP response; is this a collector?")
    }
  }

  /// The message of the status that OTLP servers put into the body of a failure, cut to a readable length.
  private func explanation(in body: [UInt8], _ encoding: OTLPEncoding) -> String {
    let status =
      switch encoding {
      case .protobuf: try? OTLPProtobuf.decodeStatus(body)
      case .json: try? OTLPJSON.decodeStatus(body)
      }
    let message = status?.message ?? ""
    return message.isEmpty ? "without an explanation" : "(\(message.prefix(300)))"
  }
}
