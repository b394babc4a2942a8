import Foundation
import TelemetryModel
import Testing

/// `/api/metrics/{latencies,calls,errors,minstep}`.
@Suite struct JaegerMetricsTests {
  /// 2026-01-02T03:10:00Z, seven minutes after the first span, in milliseconds.
  private static let end = 1_767_323_400_000 as UInt64
  private static let minute = 60_000_000_000 as UInt64

  /// Calls at 3:04 (two, one of which failed) and 3:06.
  private let client = APIClient([
    .test(1, duration: 2_000_000, name: "GET /", kind: .server, service: "front"),
    .test(
      trace: 2, 2, duration: 4_000_000, name: "GET /x", kind: .server, service: "front",
      attributes: [Attribute("http.response.status_code", .int(500))]),
    .test(trace: 3, 3, at: 2 * minute, duration: 8_000_000, name: "GET /", kind: .server, service: "front"),
    .test(trace: 3, 4, under: 3, at: 2 * minute, name: "SELECT", kind: .client, service: "front"),
    .test(trace: 4, 5, at: 2 * minute, name: "Add", kind: .server, service: "cart"),
  ])

  private func values(_ uri: String) async throws -> [[String]] {
    let answer = try await client.get("/api/metrics/" + uri)
    #expect(answer.status == 200, "\(answer.text)")
    let metrics = try #require(answer.member("metrics") as? [[String: Any]])
    return try metrics.map { metric in
      try #require(metric["metricPoints"] as? [[String: Any]]).map { point in
        let gauge = try #require(point["gaugeValue"] as? [String: Any])
        return "\(try #require(gauge["doubleValue"]))"
      }
    }
  }

  @Test func callsAreRatesOverTheTimeBeforeEachPoint() async throws {
    // Windows of two minutes end at 3:06, 3:07 and so on.
    let found = try await values(
      "calls?service=front&endTs=\(Self.end - 1)&lookback=300000&step=60000&ratePer=120000")
    #expect(found == [["0.016666666666666666", "0.008333333333333333", "0.008333333333333333", "0.0", "0.0"]])
  }

  @Test func aMinuteThatIsNotOverCountsByTheTimeThatItHas() async throws {
    // It is six seconds past 3:04.
    let found = try await values("calls?service=front&endTs=1767323046000&lookback=1&ratePer=120000")
    #expect(found.map { $0.map { Double($0).map { ($0 * 66).rounded() } } } == [[2]])
  }

  @Test func errorsAreAShareAndThereIsNoneWithoutCalls() async throws {
    let found = try await values("errors?service=front&endTs=\(Self.end - 1)&lookback=300000&step=60000&ratePer=60000")
    #expect(found == [["NaN", "0.0", "NaN", "NaN", "NaN"]])
    let long = try await values("errors?service=front&endTs=\(Self.end - 1)&lookback=300000&step=300000&ratePer=600000")
    #expect(long == [["0.3333333333333333"]])
  }

  @Test func latenciesAreMilliseconds() async throws {
    let found = try await values(
      "latencies?service=front&quantile=1&endTs=\(Self.end - 1)&lookback=300000&step=300000&ratePer=600000")
    #expect(found == [["8.0"]])
  }

  @Test func pointsAreLabelledAsJaegersPageExpects() async throws {
    let answer = try await client.get(
      "/api/metrics/latencies?service=front&service=cart&quantile=0.95&groupByOperation=true&endTs=\(Self.end - 1)"
        + "&lookback=360000&step=360000")
    #expect(answer.member("name") as? String == "service_operation_latencies")
    #expect(answer.member("type") as? String == "GAUGE")
    #expect(answer.member("help") as? String == "0.95th quantile latency, grouped by service & operation")
    let metrics = try #require(answer.member("metrics") as? [[String: NSObject]])
    #expect(metrics.count == 3)
    #expect(
      metrics.first?["labels"]
        == parsed(
          "[{\"name\": \"service_name\", \"value\": \"front\"}, {\"name\": \"operation\", \"value\": \"GET /\"}]"))
    #expect(answer.text.contains("\"timestamp\":\"2026-01-02T03:04:06Z\""))
  }

  @Test func theKindIsServerUnlessAnotherIsNamed() async throws {
    #expect(try await values("calls?service=front&spanKind=client&spanKind=producer&endTs=\(Self.end)").count == 1)
    #expect(try await values("calls?service=front&spanKind=producer&endTs=\(Self.end)").isEmpty)
  }

  @Test func theShortestStepIsAMinute() async throws {
    #expect(try await client.get("/api/metrics/minstep").data == parsed("60000"))
  }

  @Test(arguments: [
    "calls", "latencies?service=a", "latencies?service=a&quantile=2", "calls?service=a&spanKind=big",
    "calls?service=a&step=x", "calls?service=a&step=60000&ratePer=86400000", "errors?service=a&groupByOperation=7",
    "calls?service=a&endTs=18446744073709551615&lookback=18446744073709551615",
  ])
  func whatCannotBeReadIsRefusedInJaegersForm(uri: String) async throws {
    let answer = try await client.get("/api/metrics/" + uri)
    #expect(answer.status == 400, "\(answer.text)")
    #expect(answer.message != nil)
  }
}
