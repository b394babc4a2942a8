import Foundation
import TelemetryModel
import Testing

@Suite struct CorrelationRouteTests {
  private let client = APIClient([
    .test(
      1, duration: 2_000_000, name: "GET /", kind: .server, service: "front",
      attributes: [Attribute("correlation.id", .string("order 7"))]),
    .test(2, under: 1, at: 1_000, duration: 1_000_000, name: "GET", kind: .client, service: "front"),
    .test(
      3, under: 2, at: 2_000, duration: 500_000, name: "Add", kind: .server, service: "cart",
      attributes: [Attribute("http.response.status_code", .int(503))]),
  ])

  @Test func aBusinessIDGivesItsTraceWithFiguresPathAndFailures() async throws {
    let answer = try await client.get("/api/skein/v1/correlations/order%207")
    #expect(answer.status == 200)
    #expect(answer.member("id") as? String == "order 7")
    #expect(answer.member("spans") == parsed("3"))
    #expect(answer.member("criticalPath") == parsed("2000000"))
    #expect(
      answer.member("services")
        == parsed(
          """
          [{"service": "cart", "count": 1, "errors": 1, "p50": 500000, "p95": 500000, "max": 500000, "criticalPath": 500000},
           {"service": "front", "count": 1, "errors": 0, "p50": 2000000, "p95": 2000000, "max": 2000000,
            "criticalPath": 1500000}]
          """))
    let trace = try #require((answer.member("traces") as? [[String: Any]])?.first)
    let failures = try #require(trace["failures"] as? [[String: Any]])
    #expect(failures.map { $0["spanID"] as? String } == ["0000000000000003"])
    #expect(failures.map { $0["isHandled"] as? Bool } == [true])
  }

  @Test func theTelemetryItselfComesAsLines() async throws {
    let answer = try await client.get("/api/skein/v1/correlations/00000000000000000000000000000abc/otlp")
    #expect(answer.status == 200)
    #expect(answer.member("resourceSpans") != nil)
  }

  @Test func whatNobodyKnowsIsNotFound() async throws {
    #expect(try await client.get("/api/skein/v1/correlations/order-8").status == 404)
    #expect(try await client.get("/api/skein/v1/correlations/%ZZ").status == 400)
  }
}
