import Foundation
import HTTPTypes
import Hummingbird
import TelemetryModel
import Testing

@Suite("What the web page asks")
struct PageRouteTests {
  private static let spans: [Span] = {
    var failed = Span.test(3, under: 2, at: 2_000, duration: 500_000, name: "Add item", kind: .server, service: "cart")
    failed.status = SpanStatus(.error, message: "out of stock")
    return [
      .test(1, duration: 2_000_000, name: "GET /", kind: .server, service: "front"),
      .test(
        2, under: 1, at: 1_000, duration: 1_000_000, name: "GET", kind: .client, service: "front",
        attributes: [Attribute("http.method", .string("GET")), Attribute("retry", .int(2))]),
      failed,
      .test(trace: 0xDEF, 4, under: 9, at: 5_000, duration: 7_000, name: "Tick", service: "clock"),
    ]
  }()

  private let client = APIClient(Self.spans)

  private func traceIDs(_ query: String) async throws -> [String] {
    let answer = try await client.get("/api/skein/v1/search?\(query)")
    #expect(answer.status == 200, "\(query): \(answer.text)")
    return (answer.member("traces") as? [[String: NSObject]] ?? []).compactMap { $0["traceID"] as? String }
      .map { String($0.suffix(3)) }
  }

  @Test("A search answers with outlines of traces, newest first")
  func outlines() async throws {
    let answer = try await client.get("/api/skein/v1/search")
    #expect(
      answer.member("traces")
        == parsed(
          """
          [{"traceID": "00000000000000000000000000000def", "start": "1767323045000011007", "duration": 7000, "spans": 1,
            "errors": 0, "orphans": 1, "root": {"service": "clock", "operation": "Tick"},
            "services": [{"service": "clock", "spans": 1, "errors": 0}]},
           {"traceID": "00000000000000000000000000000abc", "start": "1767323045000006007", "duration": 2000000, "spans": 3,
            "errors": 1, "orphans": 0, "root": {"service": "front", "operation": "GET /"},
            "services": [{"service": "cart", "spans": 1, "errors": 1}, {"service": "front", "spans": 2, "errors": 0}]}]
          """))
  }

  @Test("The heat map and completion take the filters of a search, and all refuse what they cannot read")
  func filters() async throws {
    let heat = try await client.get("/api/skein/v1/heatmap?filter=kind=server")
    #expect(heat.member("spans") == parsed("2"), "\(heat.text)")
    let keys = try await client.get("/api/skein/v1/attributes?filter=kind=client")
    let entries = try #require(keys.member("entries") as? [[String: NSObject]])
    #expect(Set(entries.compactMap { $0["text"] as? String }) == ["http.method", "retry", "service.name", "host.name"])
    #expect(try await client.get("/api/skein/v1/attributes?filter=kind=consumer").member("entries") == parsed("[]"))
    for route in ["search", "heatmap", "attributes", "red"] {
      let answer = try await client.get("/api/skein/v1/\(route)?filter=(a=1%20or%20b=2")
      #expect(answer.status == 400)
      #expect((answer.member("error", "message") as? String)?.contains("character 1: ") == true, "\(answer.text)")
      let many = Array(
        repeating: "filter=" + Array(repeating: "a=1", count: 60).joined(separator: "%20or%20"), count: 2)
      #expect(try await client.get("/api/skein/v1/\(route)?\(many.joined(separator: "&"))").status == 400)
    }
  }

  @Test(
    "All conditions hold on one span",
    arguments: [
      ("service=cart", ["abc"]), ("service=cart&operation=GET", []), ("status=error", ["abc"]),
      ("status=unset&limit=1", ["def"]),
      ("kind=client", ["abc"]), ("attribute=http.method=GET", ["abc"]),
      ("attribute=retry=2&attribute=http.method=PUT", []),
      ("minDuration=1ms", ["abc"]), ("maxDuration=10us", ["def"]), ("text=ADD%20it", ["abc"]), ("text=stock", ["abc"]),
      ("filter=retry%3E=2%20and%20(kind=client%20or%20kind=server)", ["abc"]),
      ("filter=not%20service=~fr.*", ["def", "abc"]),
      ("filter=service=cart&filter=kind=client", []), ("filter=service=cart&kind=server", ["abc"]),
      ("text=.*", []), ("text=nothing", []), ("end=1767323045000000000", []),
    ])
  func conditions(query: String, expected: [String]) async throws {
    #expect(try await traceIDs(query) == expected, "\(query)")
  }

  @Test(
    "What cannot be understood is refused with the name of the parameter",
    arguments: [
      "start=x", "start=2&end=1", "status=bad", "kind=bad", "attribute=x", "attribute==x", "minDuration=fast",
      "limit=0",
    ])
  func refusals(query: String) async throws {
    for route in ["search", "heatmap"] {
      let answer = try await client.get("/api/skein/v1/\(route)?\(query)")
      #expect(answer.status == 400, "\(query)")
      let name = query.prefix { $0 != "=" }
      #expect((answer.member("error", "message") as? String)?.contains(name) == true)
    }
    #expect(try await client.get("/api/skein/v1/heatmap?columns=0").status == 400)
    #expect(try await client.get("/api/skein/v1/attributes?limit=0").status == 400)
  }

  @Test("A heat map counts every span that matches, and which of them failed")
  func heatMap() async throws {
    let answer = try await client.get("/api/skein/v1/heatmap?columns=4")
    #expect(answer.member("spans") == parsed("4"))
    let cells = try #require(answer.member("cells") as? [[Int]])
    #expect(cells.reduce(0) { $0 + $1[2] } == 4)
    #expect(cells.reduce(0) { $0 + $1[3] } == 1)
    let bounds = try #require(answer.member("bounds") as? [Double])
    let failed = try #require(cells.first { $0[3] == 1 })
    #expect(bounds[failed[1]] <= 500_000 && 500_000 < bounds[failed[1] + 1])
  }

  @Test("Keys and values of attributes are completed")
  func completion() async throws {
    func texts(_ query: String) async throws -> [String] {
      let answer = try await client.get("/api/skein/v1/attributes?\(query)")
      return (answer.member("entries") as? [[String: NSObject]] ?? []).compactMap { $0["text"] as? String }
    }
    #expect(Set(try await texts("")) == ["service.name", "host.name", "http.method", "retry"])
    #expect(try await texts("prefix=http") == ["http.method"])
    #expect(try await texts("key=retry") == ["2"])
    #expect(try await texts("key=service.name&prefix=c&limit=1").count == 1)
    #expect(try await texts("key=none").isEmpty)
  }

  @Test("A trace comes as columns that lie where the header says")
  func columns() async throws {
    let trace = try await TraceColumnsReader(client, "abc")
    #expect(trace.numbers("starts") == [0, 1_000, 2_000])
    #expect(trace.numbers("durations") == [2_000_000, 1_000_000, 500_000])
    #expect(trace.words("spanIDs") == [0, 1, 0, 2, 0, 3])
    #expect(trace.words("parentIDs") == [0, 0, 0, 1, 0, 2])
    #expect(trace.words("names").map(trace.text) == ["GET /", "GET", "Add item"])
    #expect(
      trace.words("resourceOf").map { trace.text(trace.words("services")[Int($0)]) } == ["front", "front", "cart"])
    #expect(trace.words("statusMessages").map(trace.text) == ["", "", "out of stock"])
    #expect(trace.attributes(ofList: 1) == ["http.method=GET", "retry=2"])
    #expect(trace.attributes(ofList: 3) == ["host.name=h", "service.name=front"])
    #expect(trace.head["base"] as? String == "1767323045000006007")
    #expect(try await client.get("/api/skein/v1/traces/123/columns").status == 404)
    #expect(try await client.get("/api/skein/v1/traces/xyz/columns").status == 400)
  }

  @Test("A parent that is missing is said beside its child")
  func warnings() async throws {
    let trace = try await TraceColumnsReader(client, "def")
    #expect(trace.words("warningRows") == [0])
    #expect(trace.text(trace.words("warnings")[0]).contains("0000000000000009"))
  }
}
