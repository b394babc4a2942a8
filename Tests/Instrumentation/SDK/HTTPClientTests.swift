import AsyncHTTPClient
import NIOHTTP1
import Skein
import SkeinHTTPClient
import Testing
import Tracing

struct HTTPClientTests {
  let memory = InMemoryTelemetry()

  private func execute(
    _ url: String, timeout: Duration = .seconds(5), template: String? = nil, peerService: String? = nil
  ) async throws -> Int {
    let client = HTTPClient(configuration: TracedHTTPClient.configuration())
    do {
      let traced = TracedHTTPClient(client, memory.telemetry)
      let status = try await withCorrelationID("order-4711") {
        try await traced.execute(
          HTTPClientRequest(url: url), timeout: timeout, template: template, peerService: peerService, resendCount: 1
        ).status.code
      }
      try await client.shutdown()
      return Int(status)
    } catch {
      try await client.shutdown()
      throw error
    }
  }

  @Test func `a request is a client span, and the service it calls learns of it`() async throws {
    let server = try await FakeCollector.start([.init(status: .notFound)])
    let url = server.endpoint.replacing("http://", with: "http://user:secret@") + "/orders/4711?token=secret&page=1"
    #expect(try await execute(url, template: "/orders/{id}") == 404)
    let span = try #require(await memory.spans().first)
    let request = try #require(server.requests.first)
    #expect(span.name == "GET /orders/{id}")
    #expect(span.kind == .client)
    #expect(span.status?.code == .error)
    #expect(span.attributes["url.full"] == .string(server.endpoint + "/orders/4711?token=REDACTED&page=REDACTED"))
    #expect(span.attributes["server.address"] == "127.0.0.1")
    #expect(span.attributes["http.response.status_code"] == 404)
    #expect(span.attributes["error.type"] == "404")
    #expect(span.attributes["http.request.resend_count"] == 1)
    #expect(request.headers.first(name: "traceparent") == "00-\(span.traceID)-\(span.spanID)-03")
    #expect(request.headers.first(name: "baggage") == "correlation.id=order-4711")
    let point = try #require(await memory.dataPoints().first)
    #expect(point.name == "http.client.request.duration")
    #expect(point.attributes["http.response.status_code"] == "404")
    try await server.stop()
  }

  @Test func `a connection that cannot be made is an error of the span`() async throws {
    let server = try await FakeCollector.start()
    try await server.stop()
    await #expect(throws: (any Error).self) { try await execute(server.endpoint) }
    let span = try #require(await memory.spans().first)
    #expect(span.name == "GET")
    #expect(span.status?.code == .error)
    #expect(span.events.first?.name == "exception")
  }

  @Test func `a service that does not answer is named, and its silence is a timeout`() async throws {
    let server = try await FakeCollector.start([.init(isMissing: true)])
    await #expect(throws: HTTPClientError.deadlineExceeded) {
      try await execute(server.endpoint, timeout: .milliseconds(50), peerService: "payments")
    }
    let span = try #require(await memory.spans().first)
    #expect(span.name == "GET payments")
    #expect(span.attributes["peer.service"] == "payments")
    #expect(span.attributes["error.type"] == "timeout")
    let point = try #require(await memory.dataPoints().first)
    #expect(point.attributes["peer.service"] == "payments")
    #expect(point.attributes["error.type"] == "timeout")
    try await server.stop()
  }

  @Test func `what reads the response is part of the request`() async throws {
    let server = try await FakeCollector.start([.init(status: .ok)])
    let client = HTTPClient(configuration: TracedHTTPClient.configuration())
    await #expect(throws: UnreadableBody.self) {
      try await TracedHTTPClient(client, memory.telemetry).execute(
        HTTPClientRequest(url: server.endpoint), timeout: .seconds(5)
      ) { _ in throw UnreadableBody() }
    }
    try await client.shutdown()
    let span = try #require(await memory.spans().first)
    #expect(span.attributes["http.response.status_code"] == 200)
    #expect(span.status?.code == .error)
    let point = try #require(await memory.dataPoints().first)
    #expect("\(point.attributes["error.type"] ?? "")".contains("UnreadableBody"))
    try await server.stop()
  }

  private struct UnreadableBody: Error {}
}
