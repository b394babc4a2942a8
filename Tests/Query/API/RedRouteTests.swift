import Foundation
import TelemetryModel
import Testing

@Suite struct RedRouteTests {
  /// 2026-01-02T03:04:00Z, the minute in which `Timestamp.test` lies.
  private static let minute = "1767323040000000000"

  private let client = APIClient([
    .test(1, duration: 2_000_000, name: "GET /", kind: .server, service: "front"),
    .test(2, under: 1, at: 1_000, duration: 1_000_000, name: "GET", kind: .client, service: "front"),
    .test(
      3, under: 2, at: 2_000, duration: 500_000, name: "Add", kind: .server, service: "cart",
      attributes: [Attribute("http.response.status_code", .int(503))]),
  ])

  @Test func figuresComeByGroupAndStep() async throws {
    let answer = try await client.get(
      "/api/skein/v1/red?by=service,kind&step=1m&quantiles=0.5&service=cart&exemplars=1")
    #expect(answer.status == 200)
    #expect(
      answer.member("groups")
        == parsed(
          """
          [{"service": "cart", "kind": "server", "points": [{
            "time": "\(Self.minute)", "count": 1, "errors": 1, "rate": 0.016666666666666666, "mean": 500000,
            "min": 500000, "max": 500000, "quantiles": [500000], "status": {"5xx": 1}, "exemplars": {
              "slowest": {"traceID": "00000000000000000000000000000abc", "spanID": "0000000000000003", "duration": 500000},
              "error": {"traceID": "00000000000000000000000000000abc", "spanID": "0000000000000003", "duration": 500000},
              "typical": {"traceID": "00000000000000000000000000000abc", "spanID": "0000000000000003", "duration": 500000}
            }}]}]
          """))
    #expect(answer.member("step") == parsed("60000000000"))
    #expect(answer.member("damaged") == parsed("0"))
  }

  @Test func whatRollupsDoNotKnowIsCountedSpanBySpan() async throws {
    let answer = try await client.get(
      "/api/skein/v1/red?by=status,http.response.status_code,resource.host.name&kind=server,internal")
    #expect(answer.member("source") as? String == "spans")
    let groups = try #require(answer.member("groups") as? [[String: NSObject]])
    #expect(groups.map { $0["status"] as? String } == ["unset", "unset"])
    #expect(
      Set(groups.compactMap { $0["attributes"] }) == [
        parsed("{\"http.response.status_code\": \"503\", \"resource.host.name\": \"h\"}"),
        parsed("{\"http.response.status_code\": null, \"resource.host.name\": \"h\"}"),
      ])
    #expect(try await client.get("/api/skein/v1/red?by=service").member("source") as? String == "rollups")
  }

  @Test(arguments: [
    ("http.response.status_code=503", 1), ("http.response.status_code!=503", 2), ("http.response.status_code>=500", 1),
    ("http.response.status_code<500", 0), ("host.name=~h|x", 3), ("host.name!~h", 0), ("span.kind=client", 1),
    ("duration>=1ms", 2), ("duration<1ms", 1), ("span.kind=server&filter=duration>1ms", 1), ("resource.host.name=h", 3),
  ])
  func filtersChooseWhatIsCounted(filter: String, count: Int) async throws {
    let answer = try await client.get("/api/skein/v1/red?filter=" + filter.replacing("|", with: "%7C"))
    let groups = try #require(answer.member("groups") as? [[String: NSObject]], "\(answer.text)")
    let points = groups.first?["points"] as? [[String: NSObject]]
    #expect((points?.first?["count"] as? Int ?? 0) == count, "\(filter)")
  }

  @Test func theRangeThatIsAnsweredIsWholeMinutes() async throws {
    let answer = try await client.get(
      "/api/skein/v1/red?start=1767323045000006007&end=1767323099000000000")
    #expect(answer.member("start") == parsed("\"\(Self.minute)\""))
    #expect(answer.member("end") == parsed("\"1767323100000000000\""))
    #expect((answer.member("groups") as? [NSObject])?.count == 1)
  }

  @Test func allOfTimeIsARangeToo() async throws {
    let answer = try await client.get("/api/skein/v1/red?start=0&end=18446744073709551615")
    #expect(answer.member("end") == parsed("\"18446744100000000000\""))
    #expect((answer.member("groups") as? [NSObject])?.count == 1)
    #expect(try await client.get("/api/skein/v1/red?start=18446744073709551615&end=18446744073709551615").status == 200)
  }

  @Test(arguments: [
    "by=.", "by=resource.", "kind=big", "filter=x", "filter==1", "filter=duration>x", "filter=a=~(", "filter=a>b",
    "quantiles=1.5", "quantiles=x", "step=1", "step=0s", "start=yesterday", "start=2&end=1",
    "step=1m&start=0", "exemplars=perhaps", "quantiles=" + Array(repeating: "1", count: 33).joined(separator: ","),
    "step=1m&end=18446744073709551615&start=0", "by=%ZZ",
  ])
  func whatCannotBeReadIsRefusedWithAReason(query: String) async throws {
    let answer = try await client.get("/api/skein/v1/red?\(query)")
    #expect(answer.status == 400, "\(query)")
    #expect(answer.member("error", "message") != nil)
  }

  @Test func namesCannotBreakOutOfTheirTexts() async throws {
    let name = "\"},{\u{1B}[31m</script>\u{0}"
    let answer = try await APIClient([.test(1, name: name)]).get("/api/skein/v1/red?by=operation")
    let groups = try #require(answer.member("groups") as? [[String: NSObject]])
    #expect(groups.map { $0["operation"] } == [name as NSString])
    #expect(!answer.text.contains("\u{1B}"))
  }

  @Test func dependenciesNameBothSidesTheLinkAndErrors() async throws {
    let answer = try await client.get("/api/skein/v1/dependencies")
    #expect(
      answer.member("dependencies")
        == parsed(
          """
          [{"caller": "front", "callee": "cart", "link": "rpc", "count": 1, "errors": 1, "mean": 500000},
           {"caller": "user", "callee": "front", "link": "virtual", "count": 1, "errors": 0, "mean": 2000000}]
          """))
  }

  @Test func jaegersDependenciesAreBetweenServicesOnly() async throws {
    let expected = parsed("[{\"parent\": \"front\", \"child\": \"cart\", \"callCount\": 1}]")
    let all = try await client.get("/api/dependencies?endTs=1767323046000&lookback=60000")
    #expect(all.data == expected)
    #expect(all.member("total") == parsed("0"))
    #expect(try await client.get("/api/dependencies?service=cart").data == expected)
    #expect(try await client.get("/api/dependencies?service=other").data == parsed("[]"))
    #expect(try await client.get("/api/dependencies?endTs=1000&lookback=1").data == parsed("[]"))
    #expect(try await client.get("/api/dependencies?endTs=99999999999999999999&lookback=1").status == 400)
    #expect(try await client.get("/api/dependencies?lookback=-1").status == 400)
    #expect(try await client.get("/api/dependencies?endTs=18446744073709551615&lookback=1").data == parsed("[]"))
  }
}
