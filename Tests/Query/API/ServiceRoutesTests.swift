import Foundation
import HTTPTypes
import HummingbirdTesting
import OTLPFormat
import QueryAPI
import TelemetryModel
import TelemetryStorage
import Testing

struct ServiceRoutesTests {
  @Test(arguments: ["/health", "/api/services", "/api/traces/xyz", "/api/unknown", "/nowhere", "/metrics"])
  func `every answer carries the security headers`(path: String) async throws {
    let headers = try await APIClient().get(path).headers
    #expect(headers[.xContentTypeOptions] == "nosniff")
    #expect(headers[.contentSecurityPolicy] == "default-src 'none'; frame-ancestors 'none'")
    #expect(headers[try #require(HTTPField.Name("Referrer-Policy"))] == "no-referrer")
  }

  @Test(arguments: ["/api/unknown", "/api", "/api/v3/nothing", "/api/services/a/b/c", "/api/skein/v2/export"])
  func `an unknown path is a plain 404`(path: String) async throws {
    let answer = try await APIClient().get(path)
    #expect(answer.status == 404)
    #expect(answer.text == "404 Not Found\n")
    #expect(answer.headers[.contentType] == "text/plain; charset=utf-8")
  }

  @Test func `health and readiness are told apart`() async throws {
    var client = APIClient()
    #expect(try await client.get("/health").status == 200)
    #expect(try await client.get("/ready").status == 200)
    client.isReady = false
    #expect(try await client.get("/health").status == 200)
    #expect(try await client.get("/ready").status == 503)
  }

  @Test func `metrics are Prometheus text`() async throws {
    let answer = try await APIClient().get("/metrics")
    #expect(answer.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
    #expect(answer.text.contains("skein_up 1\n"))
  }

  @Test func `an export is OTLP in JSON lines of bounded length`() async throws {
    let spans = (1...25).map { Span.test(trace: UInt64($0), UInt64($0), at: UInt64($0)) } + [.complete]
    var client = APIClient(spans)
    client.limits.exportLineSpanCount = 10
    let answer = try await client.get("/api/skein/v1/export")
    #expect(answer.status == 200)
    #expect(answer.headers[.contentType] == "application/x-ndjson")
    let lines = answer.text.split(separator: "\n")
    #expect(lines.count == 3)
    let exported = try lines.flatMap { try OTLPJSON.decodeTraces(Array($0.utf8)).batch.spans }
    #expect(exported == spans)
  }

  @Test func `an export keeps to its bounds in nanoseconds`() async throws {
    let client = APIClient((0..<10).map { Span.test(trace: $0 + 1, $0 + 1, at: $0) })
    let start = Timestamp.test.nanoseconds
    let answer = try await client.get("/api/skein/v1/export?start=\(start + 3)&end=\(start + 5)")
    let exported = try OTLPJSON.decodeTraces(Array(answer.text.utf8)).batch
    #expect(exported.spanIDs.map(\.rawValue) == [4, 5, 6])
    #expect(try await client.get("/api/skein/v1/export?start=5&end=6").text.isEmpty)
    for query in ["start=x", "end=-1", "start=2&end=1"] {
      #expect(try await client.get("/api/skein/v1/export?\(query)").status == 400)
    }
  }

  @Test func `a live server answers what the routes answer, streamed bodies included`() async throws {
    let client = APIClient((1...300).map { Span.test(trace: $0 % 7 + 1, $0, at: $0) })
    let uris = [
      "/api/traces?limit=5", "/api/traces/3", "/api/traces?traceID=1&traceID=99", "/api/skein/v1/export", "/nowhere",
      "/api/v3/traces?query.startTimeMin=2026-01-01T00:00:00Z&query.startTimeMax=2026-01-03T00:00:00Z",
      "/api/services/shop/operations", "/api/traces/xyz",
    ]
    let (routed, live) = (try await client.requests(uris), try await client.requests(uris, over: .live))
    #expect(live.map(\.status) == routed.map(\.status))
    #expect(live.map(\.text) == routed.map(\.text))
  }

  @Test func `exports beyond the limit are asked to come back later`() async throws {
    var client = APIClient([.test(1)])
    client.limits.exportCount = 0
    let answer = try await client.get("/api/skein/v1/export")
    #expect(answer.status == 503)
    #expect(answer.headers[.retryAfter] == "30")
  }

  @Test func `an export gives its slot back, and a failing store does not end in a complete answer`() async throws {
    var client = APIClient([.test(1)])
    client.limits.exportCount = 1
    let answers = try await client.requests(Array(repeating: "/api/skein/v1/export", count: 5))
    #expect(answers.map(\.status) == [200, 200, 200, 200, 200])
    let failing = APIClient(StubSpanSource(failure: StoreError(.inputOutput, "disk gone")))
    await #expect(throws: (any Error).self) { try await failing.get("/api/skein/v1/export") }
  }
}
