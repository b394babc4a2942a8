import Foundation
import OTLPFormat
import TelemetryModel
import TelemetryStorage
import Testing

struct JaegerV3Tests {
  private let spans: [Span] = [
    .complete, .test(trace: 2, 1, at: 5_000, name: "a", kind: .unspecified, service: "cart"),
    .test(trace: 3, 2, at: 9_000, duration: 10, name: "b", service: "cart", attributes: [Attribute("k", .int(1))]),
  ]

  private var client: APIClient { APIClient(spans) }

  private static let range = "query.startTimeMin=2026-01-01T00:00:00Z&query.startTimeMax=2026-01-03T00:00:00Z"

  /// The spans of an answer's `result`.
  private func decoded(_ answer: Answer) throws -> [Span] {
    let result = try #require(answer.member("result"))
    let bytes = Array(try JSONSerialization.data(withJSONObject: result))
    return try OTLPJSON.decodeTraces(bytes).batch.spans
  }

  @Test func `services and operations are plain lists`() async throws {
    #expect(try await client.get("/api/v3/services").text == #"{"services":["cart","telemetrygen"]}"#)
    #expect(try await APIClient().get("/api/v3/services").text == #"{"services":[]}"#)
    let all = #"{"operations":[{"name":"a","spanKind":"internal"},{"name":"b","spanKind":"internal"}]}"#
    #expect(try await client.get("/api/v3/operations?service=cart").text == all)
    #expect(try await client.get("/api/v3/operations?service=cart&spanKind=internal").text == all)
    #expect(
      try await client.get("/api/v3/operations?service=cart&span_kind=server").text == #"{"operations":[]}"#)
    let failure = try await client.get("/api/v3/operations")
    #expect(failure.status == 400)
    #expect(failure.text == #"{"error":{"httpCode":400,"message":"parameter 'service' is required"}}"#)
  }

  @Test func `a raw trace is what was sent, field for field`() async throws {
    let answer = try await client.get("/api/v3/traces/83a9efd15c1c98a977e0711cc93ee28b?rawTraces=true")
    #expect(answer.status == 200)
    #expect(try decoded(answer) == [.complete])
  }

  @Test func `an adjusted trace carries its warnings as an attribute`() async throws {
    let client = APIClient([.test(1, under: 9, attributes: [Attribute("z", .int(1)), Attribute("a", .int(2))])])
    let span = try #require(try decoded(try await client.get("/api/v3/traces/abc")).first)
    let warning = "parent span ID=0000000000000009 is not in the trace; skipping clock skew adjustment"
    #expect(
      span.attributes == [
        Attribute("a", .int(2)), Attribute("z", .int(1)), Attribute("@jaeger@warnings", .array([.string(warning)])),
      ])
  }

  @Test func `an unknown trace is a 404, a bad ID or parameter a 400`() async throws {
    let missing = try await client.get("/api/v3/traces/77")
    #expect(missing.status == 404)
    #expect(missing.text == #"{"error":{"httpCode":404,"message":"trace not found"}}"#)
    for uri in ["xyz", "2?startTime=yesterday", "2?end_time=1", "2?rawTraces=2"] {
      #expect(try await client.get("/api/v3/traces/\(uri)").status == 400)
    }
    #expect(try await client.get("/api/v3/traces/2?startTime=2026-01-02T00:00:00+01:00&raw_traces=f").status == 200)
  }

  @Test(
    arguments: [
      ("", [3, 2, 0x77e0_711c_c93e_e28b]), ("&query.serviceName=cart", [3, 2]), ("&query.service_name=cart", [3, 2]),
      ("&query.operationName=a", [2]), ("&query.operation_name=a&query.serviceName=cart", [2]),
      ("&query.attributes=%7B%22k%22:%221%22%7D", [3, 0x77e0_711c_c93e_e28b]), ("&query.searchDepth=1", [3]),
      ("&query.num_traces=2", [3, 2]),
      ("&query.search_depth=1", [3]), ("&query.durationMax=10ns", [3]), ("&query.duration_min=1ms", [2]),
      ("&query.rawTraces=true&query.searchDepth=1", [3]),
    ])
  func `a search merges all traces found into one result`(query: String, expected: [UInt64]) async throws {
    let answer = try await client.get("/api/v3/traces?\(Self.range)\(query)")
    #expect(answer.status == 200, "\(answer.text)")
    #expect(try decoded(answer).map(\.traceID.low) == expected)
  }

  @Test func `times are read to the nanosecond, in either spelling`() async throws {
    let bounds =
      "query.start_time_min=2026-01-02T03:04:05.000011007Z&query.start_time_max=2026-01-02T04:04:05.0000110071+01:00"
    #expect(try await client.get("/api/v3/traces?\(bounds)").status == 400)
    let wider =
      "query.start_time_min=2026-01-02T03:04:05.000011007Z&query.start_time_max=2026-01-02T04:04:05.000011008+01:00"
    #expect(try decoded(try await client.get("/api/v3/traces?\(wider)")).map(\.traceID.low) == [2])
  }

  @Test(
    arguments: [
      ("2024-02-29T23:59:60Z", 200), ("2000-02-29T00:00:00.1-23:59", 200), ("1969-12-31T23:00:00Z", 200),
      ("9999-12-31T23:59:59Z", 200), ("2026-01-02t03:04:05z", 200), ("2026-01-02T03:04:05.1234567891234Z", 200),
      ("2026-01-02T03:04:05+01:00", 200), ("2026-01-02T03:04:05%2B01:00", 200), ("2026-02-29T00:00:00Z", 400),
      ("1900-02-29T00:00:00Z", 400), ("2026-13-01T00:00:00Z", 400), ("2026-00-01T00:00:00Z", 400),
      ("2026-04-31T00:00:00Z", 400), ("2026-01-01T24:00:00Z", 400), ("2026-01-01T00:60:00Z", 400),
      ("2026-01-01T00:00:00", 400), ("2026-01-01T00:00:00.Z", 400), ("2026-01-01T00:00:00Zx", 400),
      ("2026-01-01", 400), ("20260101T000000Z", 400), ("2026-01-01T00:00:00+0100", 400), ("1767323045", 400),
    ])
  func `times are RFC 3339 and nothing else`(time: String, status: Int) async throws {
    #expect(try await client.get("/api/v3/traces/2?startTime=\(time)").status == status)
  }

  @Test func `a search that matches nothing is a 404`() async throws {
    let answer = try await client.get("/api/v3/traces?\(Self.range)&query.serviceName=none")
    #expect(answer.status == 404)
    #expect(answer.text == #"{"error":{"httpCode":404,"message":"No traces found"}}"#)
  }

  @Test(
    arguments: [
      "", "query.startTimeMin=2026-01-01T00:00:00Z", "query.startTimeMax=2026-01-01T00:00:00Z",
      "query.startTimeMin=2026-01-03T00:00:00Z&query.startTimeMax=2026-01-01T00:00:00Z",
      "query.startTimeMin=1&query.startTimeMax=2", range + "&query.durationMin=5", range + "&query.searchDepth=x",
      range + "&query.searchDepth=0", range + "&query.attributes=%7B%22k%22:1%7D", range + "&query.filter=%7B%7D",
      range + "&query.durationMin=2s&query.durationMax=1s", range + "&query.rawTraces=maybe",
    ])
  func `a search that does not parse is a 400`(query: String) async throws {
    let answer = try await client.get("/api/v3/traces?\(query)")
    #expect(answer.status == 400)
    #expect(answer.member("error", "httpCode") == parsed("400"))
  }

  @Test func `a failing store is a 500`() async throws {
    let failing = APIClient(StubSpanSource(failure: StoreError(.inputOutput, "disk gone")))
    for path in ["services", "operations?service=a", "traces/1", "traces?\(Self.range)"] {
      let answer = try await failing.get("/api/v3/\(path)")
      #expect(answer.status == 500)
      #expect(answer.member("error", "message") == parsed(#""disk gone""#))
    }
  }
}
