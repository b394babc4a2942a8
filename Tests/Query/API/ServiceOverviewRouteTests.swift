import Foundation
import TelemetryModel
import Testing

@Suite struct ServiceOverviewRouteTests {
  private static let path = "/api/skein/v1/services/"

  private static func versioned(_ span: Span, _ version: String) -> Span {
    var span = span
    span.resource.attributes.append(Attribute("service.version", .string(version)))
    return span
  }

  private let client: APIClient = {
    var failed = Span.test(
      3, under: 2, at: 2_000, duration: 500_000, name: "Add", kind: .server, service: "cart/1",
      attributes: [Attribute("http.response.status_code", .int(503))])
    failed.events = [
      SpanEvent(
        time: .test, name: "exception",
        attributes: [
          Attribute("exception.type", .string("Timeout")), Attribute("exception.message", .string("no answer")),
        ])
    ]
    return APIClient([
      .test(1, duration: 2_000_000, name: "GET /", kind: .server, service: "front"),
      .test(2, under: 1, at: 1_000, duration: 1_000_000, name: "GET", kind: .client, service: "front"),
      versioned(failed, "2.0"),
      versioned(.test(trace: 7, 4, at: 900, name: "Add", kind: .server, service: "cart/1"), "1.9"),
      versioned(.test(trace: 8, 5, at: 950, name: "tick", service: "cart/1"), "1.9"),
    ])
  }()

  @Test func figuresOperationsCallersVersionsAndErrorsComeTogether() async throws {
    let answer = try await client.get(Self.path + "cart%2F1?step=1m")
    #expect(answer.status == 200)
    #expect(answer.member("service") as? String == "cart/1")
    #expect(answer.member("requests", "count") == parsed("2"))
    #expect(answer.member("requests", "errors") == parsed("1"))
    #expect((answer.member("points") as? [NSObject])?.count == 1)
    let operations = try #require(answer.member("operations") as? [[String: NSObject]])
    #expect(operations.map { $0["operation"] as? String } == ["Add", "tick"])
    #expect(operations.map { $0["kind"] as? String } == ["server", "internal"])
    #expect(answer.member("operationCount") == parsed("2"))
    let callers = try #require(answer.member("callers") as? [[String: NSObject]])
    #expect(Set(callers.map { $0["service"] as? String }) == ["front", "user"])
    #expect(answer.member("callees") == parsed("[]"))
    let start = Timestamp.test.nanoseconds
    #expect(
      answer.member("versions")
        == parsed(
          """
          [{"version": "2.0", "first": "\(start + 2_000)", "last": "\(start + 2_000)", "spans": 1},
           {"version": "1.9", "first": "\(start + 900)", "last": "\(start + 950)", "spans": 2}]
          """))
    #expect(answer.member("versionsAreComplete") == parsed("true"))
    #expect(
      answer.member("errors")
        == parsed(
          """
          [{"traceID": "00000000000000000000000000000abc", "spanID": "0000000000000003", "time": "\(start + 2_000)",
            "duration": 500000, "operation": "Add", "kind": "server", "type": "Timeout", "message": "no answer",
            "httpStatus": 503}]
          """))
  }

  @Test func aServiceThatOnlyCallsHasNoRequests() async throws {
    let client = APIClient([.test(1, name: "tick", service: "cron")])
    let answer = try await client.get(Self.path + "cron")
    #expect(answer.status == 200)
    #expect(answer.member("requests") == nil)
    #expect((answer.member("operations") as? [NSObject])?.count == 1)
    #expect(answer.member("errors") == parsed("[]"))
  }

  @Test func aServiceThatWasSilentInTheRangeHasEmptyFigures() async throws {
    let answer = try await client.get(Self.path + "front?start=1&end=2")
    #expect(answer.status == 200)
    #expect(answer.member("operations") == parsed("[]"))
    #expect(answer.member("versions") == parsed("[]"))
  }

  @Test func whatNobodyKnowsIsNotFoundAndWhatCannotBeReadIsRefused() async throws {
    #expect(try await client.get(Self.path + "nobody").status == 404)
    #expect(try await client.get(Self.path + "front?limit=0").status == 400)
    #expect(try await client.get(Self.path + "front?limit=1001").status == 400)
    #expect(try await client.get(Self.path + "front?start=2&end=1").status == 400)
    #expect(try await client.get(Self.path + "%ZZ").status == 400)
  }
}
