import AsyncHTTPClient
import BoundedZlib
import NIOCore
import NIOHTTP1
import OTLPFormat
import TelemetryModel
import TelemetryTransfer
import Testing

struct SpanSenderTests {
  private let quick = RetryPolicy(attemptLimit: 4, firstDelay: .milliseconds(5), longestDelay: .milliseconds(20))

  /// Sends one request to a collector with the given answers.
  private func send(
    _ answers: [FakeCollector.Answer], policy: RetryPolicy? = nil
  ) async throws -> (result: Result<SpanSender.Outcome, SendError>, requests: [FakeCollector.Request]) {
    let collector = try await FakeCollector.start(answers)
    let client = HTTPClient(configuration: .telemetryTransfer)
    let sender = SpanSender(
      to: try #require(TraceEndpoint(collector.url)), client: client, policy: policy ?? quick)
    let result: Result<SpanSender.Outcome, SendError>
    do throws(SendError) {
      result = .success(try await sender.send(TelemetryRequest(Message.batch(7))))
    } catch {
      result = .failure(error)
    }
    try await client.shutdown()
    try await collector.stop()
    return (result, collector.requests)
  }

  @Test("A request is gzipped protobuf for the path of traces")
  func request() async throws {
    let (result, requests) = try await send([FakeCollector.Answer()])
    #expect(try result.get().attemptCount == 1)
    let request = try #require(requests.first)
    #expect(request.head.method == .POST && request.head.uri == "/v1/traces")
    #expect(request.head.headers["content-type"] == ["application/x-protobuf"])
    #expect(request.head.headers["content-encoding"] == ["gzip"])
    #expect(request.head.headers["traceparent"].isEmpty)
    var inflater = Inflater(.gzip)
    let message = try inflater.inflate(request.body.span.bytes, byteLimit: 1 << 20)
    #expect(try OTLPProtobuf.decodeTraces(message).batch.spans == Message.batch(7).spans)
  }

  @Test("A request may be plain JSON, with headers of its sender, and is answered in JSON")
  func plainJSON() async throws {
    let refusal = FakeCollector.Answer(
      status: .serviceUnavailable, headers: ["retry-after": "7"],
      body: OTLPJSON.encodeStatus(code: 14, message: "no room"))
    let partial = FakeCollector.Answer(
      body: OTLPJSON.encodeResponse(to: .logs, rejectedCount: 3, message: "too old"))
    let collector = try await FakeCollector.start([refusal, partial])
    let client = HTTPClient(configuration: .telemetryTransfer)
    let sender = SpanSender(
      to: try #require(TraceEndpoint(collector.url)), client: client, headers: [("authorization", "Bearer x")])
    let request = TelemetryRequest(Array("{}".utf8), rowCount: 5, .logs, encoding: .json, gzips: false)
    let answers = [try await sender.attempt(request), try await sender.attempt(request)]
    try await client.shutdown()
    try await collector.stop()
    guard case .failed(let failure) = answers[0], case .acknowledged(let response) = answers[1] else {
      Issue.record("\(answers)")
      return
    }
    #expect(failure.isRefusal && failure.retryAfter == .seconds(7) && failure.reason.contains("no room"))
    #expect(response == OTLPExportResponse(rejectedCount: 3, message: "too old"))
    let head = try #require(collector.requests.first).head
    #expect(head.uri == "/v1/logs" && collector.requests[0].body == request.body)
    #expect(head.headers["content-type"] == ["application/json"] && head.headers["content-encoding"].isEmpty)
    #expect(head.headers["authorization"] == ["Bearer x"])
  }

  @Test("After 429, 502, 503 and 504 the same request is sent again", arguments: [429, 502, 503, 504])
  func retries(status: Int) async throws {
    let failure = FakeCollector.Answer(status: HTTPResponseStatus(statusCode: status))
    let (result, requests) = try await send([failure, failure, FakeCollector.Answer()])
    #expect(try result.get().attemptCount == 3)
    #expect(requests.count == 3 && requests.allSatisfy { $0.body == requests[0].body })
  }

  @Test(
    "After any other status it is not",
    arguments: [201, 204, 301, 302, 307, 400, 401, 403, 404, 408, 413, 415, 500, 501, 505])
  func noRetries(status: Int) async throws {
    let headers: HTTPHeaders = ["location": "http://127.0.0.1:1/elsewhere"]
    let body = OTLPProtobuf.encodeStatus(code: 3, message: "no such thing")
    let (result, requests) = try await send([
      FakeCollector.Answer(
        status: HTTPResponseStatus(statusCode: status), headers: headers, body: status == 204 ? [] : body)
    ])
    #expect(requests.count == 1)
    #expect {
      _ = try result.get()
    } throws: { error in
      (error as? SendError)?.code == .refused(status: UInt(status))
        && (status == 204 || "\(error)".contains("no such thing"))
    }
  }

  @Test("A connection that breaks is tried again")
  func brokenConnection() async throws {
    let (result, requests) = try await send([FakeCollector.Answer(hangsUp: true), FakeCollector.Answer()])
    #expect(try result.get().attemptCount == 2)
    #expect(requests.count == 2)
  }

  @Test("Attempts end when the policy says so, and the error tells what was answered last")
  func exhaustion() async throws {
    let body = OTLPProtobuf.encodeStatus(code: 14, message: "the disk is full")
    let (result, requests) = try await send([FakeCollector.Answer(status: .serviceUnavailable, body: body)])
    #expect(requests.count == 4)
    #expect {
      _ = try result.get()
    } throws: { error in
      (error as? SendError)?.code == .exhausted
        && "\(error)".contains("503 (the disk is full); gave up after 4 attempts")
    }
  }

  @Test("Nobody listening is tried again, then told")
  func refusedConnection() async throws {
    let client = HTTPClient(configuration: .telemetryTransfer)
    let sender = SpanSender(to: try #require(TraceEndpoint("http://127.0.0.1:1")), client: client, policy: quick)
    await #expect {
      _ = try await sender.send(TelemetryRequest(Message.batch(1)))
    } throws: { error in
      (error as? SendError)?.code == .exhausted && "\(error)".contains("Connection refused")
    }
    try await client.shutdown()
  }

  @Test("Retry-After is honoured, as seconds and as a date")
  func retryAfter() async throws {
    let seconds = FakeCollector.Answer(status: .serviceUnavailable, headers: ["retry-after": "1"])
    let past = FakeCollector.Answer(
      status: .tooManyRequests, headers: ["retry-after": "Sun, 06 Nov 1994 08:49:37 GMT"])
    let (result, requests) = try await send([seconds, past, FakeCollector.Answer()])
    #expect(try result.get().attemptCount == 3)
    #expect(requests[1].arrival - requests[0].arrival >= .seconds(1))
    #expect(requests[2].arrival - requests[1].arrival < .seconds(30))
    let future = FakeCollector.Answer(
      status: .serviceUnavailable, headers: ["retry-after": "Fri, 31 Dec 2999 23:59:59 GMT"])
    #expect(try await send([future]).requests.count == 1)
  }

  @Test("Partial success is counted and reported")
  func partialSuccess() async throws {
    let body = OTLPProtobuf.encodeResponse(rejectedCount: 2, message: "bad IDs")
    let outcome = try await send([FakeCollector.Answer(body: body)]).result.get()
    #expect(outcome.rejectedRowCount == 2 && outcome.message == "bad IDs")
  }

  @Test("An answer that is too long or no OTLP is an error")
  func invalidAnswers() async throws {
    for body in [[UInt8](repeating: 0, count: (4 << 20) + 1), Array("<html>hello</html>".utf8)] {
      let (result, requests) = try await send([FakeCollector.Answer(body: body)])
      #expect(requests.count == 1)
      #expect { _ = try result.get() } throws: { error in (error as? SendError)?.code == .invalidResponse }
    }
  }

  @Test("Many requests are sent four at a time, each once")
  func concurrency() async throws {
    let collector = try await FakeCollector.start([FakeCollector.Answer()], delay: .milliseconds(20))
    let client = HTTPClient(configuration: .telemetryTransfer)
    let sender = SpanSender(to: try #require(TraceEndpoint(collector.url)), client: client, policy: quick)
    var next: UInt64 = 0
    var reported = 0
    try await sender.sendAll {
      next += 1
      return next <= 30 ? TelemetryRequest(Message.batch(next)) : nil
    } report: { request, _ in
      reported += request.rowCount
    }
    #expect(reported == 90)
    #expect(collector.requests.count == 30 && Set(collector.requests.map(\.body)).count == 30)
    #expect(collector.mostUnderWay == TransferLimits.concurrentRequestCount)
    try await client.shutdown()
    try await collector.stop()
  }

  @Test("What was read before a failure is still sent")
  func failureOfTheSource() async throws {
    let collector = try await FakeCollector.start([FakeCollector.Answer()], delay: .milliseconds(20))
    let client = HTTPClient(configuration: .telemetryTransfer)
    let sender = SpanSender(to: try #require(TraceEndpoint(collector.url)), client: client, policy: quick)
    var next: UInt64 = 0
    var reported = 0
    await #expect(throws: TransferError.self) {
      try await sender.sendAll {
        next += 1
        if next == 4 { throw TransferError(.truncated, file: "x", "cut") }
        return TelemetryRequest(Message.batch(next))
      } report: { request, _ in
        reported += request.rowCount
      }
    }
    #expect(reported == 9)
    try await client.shutdown()
    try await collector.stop()
  }
}
