import Foundation
import Rollups
import SpanSeries
import TelemetryModel
import TelemetryStorage
import Testing

@Suite struct PrometheusRouteTests {
  /// The end of the minute in which `Timestamp.test` lies, in seconds.
  private static let time = 1_767_323_100

  private let client = APIClient([
    .test(1, duration: 2_000_000, name: "GET /", kind: .server, service: "front"),
    .test(2, under: 1, at: 1_000, duration: 1_000_000, name: "GET", kind: .client, service: "front"),
    .test(
      3, under: 2, at: 2_000, duration: 500_000, name: "Add", kind: .server, service: "cart",
      attributes: [Attribute("http.response.status_code", .int(503))]),
  ]).withSeries

  private func get(_ path: String, _ query: String = "") async throws -> Answer {
    try await client.get("/prometheus/api/v1/\(path)?time=\(Self.time)&\(query)")
  }

  @Test func anInstantVectorHasLabelsAndAValueEach() async throws {
    let answer = try await get("query", "query=traces_spanmetrics_calls_total%7Bservice=%22cart%22%7D")
    #expect(answer.status == 200)
    #expect(
      answer.json
        == parsed(
          """
          {"status": "success", "data": {"resultType": "vector", "result": [{"metric": {
            "__name__": "traces_spanmetrics_calls_total", "service": "cart", "span_name": "Add",
            "span_kind": "SPAN_KIND_SERVER", "status_code": "STATUS_CODE_UNSET", "http_status_class": "5xx"
          }, "value": [\(Self.time), "1"]}]}}
          """))
  }

  @Test func aCallThatFailedByItsHTTPStatusIsAnError() async throws {
    let answer = try await get("query", "query=sum(traces_spanmetrics_errors_total)")
    #expect(answer.member("data", "result") == parsed("[{\"metric\": {}, \"value\": [\(Self.time), \"1\"]}]"))
  }

  @Test func aNativeHistogramComesWithItsBuckets() async throws {
    let answer = try await get("query", "query=sum(traces_spanmetrics_latency)")
    let result = try #require((answer.member("data", "result") as? [[String: NSObject]])?.first)
    #expect(result["value"] == nil)
    let histogram = try #require((result["histogram"] as? [NSObject])?.last as? [String: NSObject])
    #expect(histogram["count"] == "3" as NSString)
    #expect(histogram["sum"] == "0.0035" as NSString)
    let buckets = try #require(histogram["buckets"] as? [[NSObject]])
    #expect(buckets.map(\.first) == [0, 0, 0] as [NSNumber])
    #expect(buckets.map(\.last) == ["1", "1", "1"] as [NSString])
  }

  @Test func rangesOfFloatsAndHistogramsHaveOnePointAStep() async throws {
    for (name, member) in [("traces_spanmetrics_calls_total", "values"), ("traces_spanmetrics_latency", "histograms")] {
      let answer = try await get(
        "query_range", "query=sum(\(name))&start=\(Self.time)&end=\(Self.time + 120)&step=60")
      let series = try #require((answer.member("data", "result") as? [[String: NSObject]])?.first)
      #expect((series[member] as? [NSObject])?.count == 3)
      #expect(Set(series.keys) == ["metric", member])
    }
  }

  @Test func scalarsAndStringsAreAnsweredToo() async throws {
    let scalar = try await get("query", "query=1%2B1")
    #expect(scalar.member("data") == parsed("{\"resultType\": \"scalar\", \"result\": [\(Self.time), \"2\"]}"))
    let text = try await get("query", "query=%22a%5Cnb%22")
    #expect(text.member("data") == parsed("{\"resultType\": \"string\", \"result\": [\(Self.time), \"a\\nb\"]}"))
    let infinity = try await get("query", "query=-1/0")
    #expect(infinity.member("data", "result") == parsed("[\(Self.time), \"-Inf\"]"))
  }

  @Test func namesCannotBreakOutOfTheirTexts() async throws {
    let name = "\"},{\u{1B}[31m</script>\u{0}"
    let client = APIClient([.test(1, name: name)]).withSeries
    let answer = try await client.get(
      "/prometheus/api/v1/label/span_name/values?start=1767323040&end=1767323100")
    #expect(answer.member("data") as? [String] == [name])
    #expect(!answer.text.contains("\u{1B}"))
  }

  @Test func aStoreThatFailsIsAnInternalError() async throws {
    var source = StubSpanSource()
    source.failure = StoreError(.unavailable, "the store is closed")
    let answer = try await APIClient(source).withSeries.get("/prometheus/api/v1/query?query=%7Bservice=%22a%22%7D")
    #expect(answer.status == 500)
    #expect(answer.member("errorType") == "internal" as NSString)
  }

  @Test func withoutSeriesThereIsNoSuchAPI() async throws {
    #expect(try await APIClient().get("/prometheus/api/v1/query?query=1").status == 404)
  }

  @Test func clientsFindWhatTheyLookAtFirst() async throws {
    for path in ["/prometheus", "/prometheus/", "/prometheus/-/healthy", "/prometheus/api/v1/status/buildinfo"] {
      #expect(try await client.get(path).status == 200, "\(path)")
    }
  }
}

extension APIClient {
  /// With the series that the spans yield, ten minutes later.
  var withSeries: APIClient {
    var client = self
    client.series = SpanSeriesSource(ScannedRollups(source)) { .test.adding(600_000_000_000) }
    return client
  }
}
