import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Skein
import SkeinHummingbird
import Testing
import Tracing

struct MiddlewareTests {
  struct Answer: Sendable {
    let status: Int
    let correlationID: String?
  }

  let memory = InMemoryTelemetry(TelemetryConfiguration(serviceName: "shop"))

  func send(
    _ uri: String, method: HTTPRequest.Method = .get, headers: HTTPFields = [:], live: Bool = false
  ) async throws -> Answer {
    let router = Router()
    router.middlewares.add(TelemetryMiddleware(memory.telemetry))
    router.get("cart/{id}") { _, context in
      context.logger.info("looking up")
      return "cart"
    }
    router.get("broken") { _, _ -> String in throw Broken() }
    router.get("refused") { _, _ -> String in throw HTTPError(.forbidden) }
    let application = Application(router: router, logger: memory.telemetry.logger(label: "shop"))
    return try await application.test(live ? .live : .router) { client in
      try await client.execute(uri: uri, method: method, headers: headers) { response in
        Answer(
          status: response.status.code,
          correlationID: HTTPField.Name("X-Correlation-ID").flatMap { response.headers[$0] })
      }
    }
  }

  struct Broken: Error {}

  @Test func `a request is one server span named after method and route`() async throws {
    let answer = try await send("/cart/7?token=secret&page=2", headers: [.userAgent: "test"])
    #expect(answer.status == 200)
    let span = try #require(await memory.spans().first)
    #expect(span.name == "GET /cart/{id}")
    #expect(span.kind == .server)
    #expect(span.status == nil)
    #expect(span.attributes["http.request.method"] == "GET")
    #expect(span.attributes["http.route"] == "/cart/{id}")
    #expect(span.attributes["http.response.status_code"] == 200)
    #expect(span.attributes["url.path"] == "/cart/7")
    #expect(span.attributes["url.query"] == "token=REDACTED&page=2")
    #expect(span.attributes["user_agent.original"] == "test")
  }

  @Test func `the caller's trace goes on, over a real connection too`() async throws {
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    let name = try #require(HTTPField.Name("traceparent"))
    _ = try await send("/cart/7", headers: [name: "00-\(trace)-00f067aa0ba902b7-01"], live: true)
    let span = try #require(await memory.spans().first)
    #expect(span.traceID == trace)
    #expect(span.parentSpanID == "00f067aa0ba902b7")
  }

  @Test func `a correlation ID is made at the edge, given back, and on every span and record`() async throws {
    let answer = try await send("/cart/7")
    let id = try #require(answer.correlationID)
    #expect(id.count == 32)
    #expect(await memory.spans().map(\.correlationID) == [id])
    let records = await memory.logRecords()
    #expect(records.map(\.message) == ["looking up", "GET /cart/7 200"])
    #expect(records.allSatisfy { $0.attributes["correlation.id"] == .string(id) && $0.spanID != nil })
  }

  @Test func `a caller's correlation ID stays, also when the handler fails`() async throws {
    let name = try #require(HTTPField.Name("X-Correlation-ID"))
    for uri in ["/cart/7", "/broken", "/refused", "/nowhere"] {
      #expect(try await send(uri, headers: [name: "order-4711"]).correlationID == "order-4711", "\(uri)")
    }
    #expect(await memory.spans().allSatisfy { $0.correlationID == "order-4711" })
  }

  @Test func `an error of the server is one of the span, a mistake of the caller is not`() async throws {
    #expect(try await send("/broken").status == 500)
    #expect(try await send("/refused").status == 403)
    #expect(try await send("/nowhere", method: .init("BREW") ?? .get).status == 404)
    let spans = await memory.spans()
    let broken = try #require(spans.first { $0.name == "GET /broken" })
    #expect(broken.status?.code == .error)
    #expect(broken.attributes["error.type"]?.description.contains("Broken") == true)
    #expect(broken.events.map(\.name) == ["exception"])
    let refused = try #require(spans.first { $0.name == "GET /refused" })
    #expect(refused.status == nil)
    #expect(refused.attributes["http.response.status_code"] == 403)
    let unknown = try #require(spans.first { $0.name == "HTTP" }, "\(spans.map(\.name))")
    #expect(unknown.attributes["http.request.method"] == "_OTHER")
    #expect(unknown.attributes["http.request.method_original"] == "BREW")
  }

  @Test func `durations are counted by route and status`() async throws {
    for _ in 0..<3 { _ = try await send("/cart/7") }
    _ = try await send("/broken")
    let points = await memory.dataPoints().filter { $0.name == "http.server.request.duration" }
    func count(_ route: String) -> UInt64? {
      for point in points where point.attributes["http.route"] == .string(route) {
        if case .histogram(let count, _, _, _) = point.value { return count }
      }
      return nil
    }
    #expect(points.allSatisfy { $0.unit == "s" })
    #expect(count("/cart/{id}") == 3)
    #expect(count("/broken") == 1)
    let active = await memory.dataPoints().filter { $0.name == "http.server.active_requests" }
    #expect(active.map(\.value) == [.double(0)])
  }
}
