import HTTPTypes
import OTLPFormat
import TelemetryModel
import TelemetryStorage
import Testing

@Suite struct ZipkinRouteTests {
  private static let milliseconds = Timestamp.test.nanoseconds / 1_000_000

  /// front calls Cart, which asks a database and fails; and, ten seconds before, bank on its own.
  private static let client: APIClient = {
    var failed = Span.test(
      4, under: 3, at: 3_000, duration: 2_000_000, name: "SELECT", kind: .client, service: "Cart",
      attributes: [Attribute("peer.service", .string("mysql")), Attribute("http.method", .string("GET"))])
    failed.status = SpanStatus(.error, message: "no such table")
    failed.events = [SpanEvent(time: .test.adding(4_000), name: "retry")]
    var old = Span.test(trace: 0xDEF, 10, name: "pay", kind: .producer, service: "bank")
    old.startTime = Timestamp(nanoseconds: Timestamp.test.nanoseconds - 10_000_000_000)
    old.endTime = Timestamp(nanoseconds: old.startTime.nanoseconds + 1_000)
    old.attributes = [Attribute("server.address", .string("broker.example"))]
    return APIClient([
      .test(1, duration: 9_000_000, name: "GET /", kind: .server, service: "front"),
      .test(2, under: 1, at: 1_000, duration: 5_000_000, name: "GET", kind: .client, service: "front"),
      .test(
        3, under: 2, at: 2_000, duration: 4_000_000, name: "Add", kind: .server, service: "Cart",
        attributes: [Attribute("server.address", .string("itself"))]),
      failed, old,
    ])
  }()

  private func ids(_ answer: Answer) -> [String] {
    ((answer.json as? [[[String: Any]]]) ?? []).map { $0.first?["traceId"] as? String ?? "" }
  }

  @Test func `names are those of services that sent spans`() async throws {
    #expect(try await Self.client.get("/api/v2/services").json == parsed(#"["Cart","bank","front"]"#))
    #expect(try await Self.client.get("/api/v2/spans?serviceName=CART").json == parsed(#"["Add","SELECT"]"#))
    #expect(try await Self.client.get("/api/v2/spans?serviceName=none").json == parsed("[]"))
    #expect(try await Self.client.get("/api/v2/remoteServices?serviceName=cart").json == parsed(#"["mysql"]"#))
    #expect(try await Self.client.get("/api/v2/remoteServices?serviceName=bank").json == parsed(#"["broker.example"]"#))
    #expect(try await Self.client.get("/api/v2/remoteServices?serviceName=front").json == parsed("[]"))
  }

  @Test(
    arguments: [
      ("", ["abc", "def"]), ("limit=1", ["abc"]), ("serviceName=cart", ["abc"]), ("serviceName=nobody", []),
      ("spanName=PAY", ["def"]), ("spanName=all&serviceName=bank", ["def"]), ("spanName=pay&serviceName=cart", []),
      ("remoteServiceName=mysql", ["abc"]), ("remoteServiceName=broker.example", ["def"]),
      ("remoteServiceName=itself", []), ("annotationQuery=error", ["abc"]), ("annotationQuery=retry", ["abc"]),
      ("annotationQuery=http.method%3DGET+and+error", ["abc"]), ("annotationQuery=http.method%3DPUT", []),
      ("annotationQuery=error%3Dno+such+table", ["abc"]), ("annotationQuery=error%3Dtrue", []),
      ("annotationQuery=host.name%3Dh&serviceName=bank", ["def"]), ("annotationQuery=error&serviceName=front", []),
      ("annotationQuery=http.method%3DPUT+and+http.method%3DGET", ["abc"]),
      ("minDuration=9000", ["abc"]), ("minDuration=9001", []), ("minDuration=1900&maxDuration=2000", ["abc"]),
      ("minDuration=4001&serviceName=Cart", []), ("lookback=9000", ["abc"]),
      ("endTs=\(milliseconds - 5_000)", ["def"]), ("endTs=\(milliseconds - 5_000)&lookback=100", []),
    ] as [(String, [String])])
  func `a search finds traces by their spans, the newest first`(_ query: String, _ found: [String]) async throws {
    let answer = try await Self.client.get("/api/v2/traces?\(query)")
    #expect(answer.status == 200)
    #expect(ids(answer) == found.map { String(repeating: "0", count: 13) + $0 }, "\(answer.text)")
  }

  @Test(arguments: [
    "traces?limit=0", "traces?limit=x", "traces?limit=10001", "traces?minDuration=0", "traces?maxDuration=5",
    "traces?minDuration=5&maxDuration=4", "traces?endTs=0", "traces?lookback=-1", "spans", "remoteServices",
    "autocompleteValues", "dependencies", "dependencies?endTs=0", "trace/xyz", "trace/0x12", "traceMany",
    "traceMany?traceIds=", "traceMany?traceIds=1", "traceMany?traceIds=1,1", "traceMany?traceIds=1,01",
    "traceMany?traceIds=1,", "trace/\(String(repeating: "1", count: 33))",
  ])
  func `a request that cannot be meant is told so in a text`(_ path: String) async throws {
    let answer = try await Self.client.get("/api/v2/\(path)")
    #expect(answer.status == 400)
    #expect(answer.headers[.contentType] == "text/plain; charset=utf-8")
    #expect(answer.text.count > 10)
  }

  @Test func `a trace comes as its spans are stored`() async throws {
    let answer = try await Self.client.get("/api/v2/trace/%20ABC%20")
    let stored = try Self.client.source.trace(TraceID(high: 0, low: 0xABC))
    #expect(answer.bytes == ZipkinFormat.encode(stored))
    let missing = try await Self.client.get("/api/v2/trace/1")
    #expect(missing.status == 404)
    #expect(missing.text == "0000000000000001 not found\n")
    let many = try await Self.client.get("/api/v2/traceMany?traceIds=def,1,abc")
    #expect(ids(many) == ["0000000000000def", "0000000000000abc"])
    #expect(try await Self.client.get("/api/v2/traceMany?traceIds=1,2").text == "[]")
  }

  @Test func `dependencies count calls and failures, also to what sends no spans`() async throws {
    let answer = try await Self.client.get("/api/v2/dependencies?endTs=\(Self.milliseconds + 1_000)")
    #expect(
      answer.json
        == parsed(
          #"[{"parent":"Cart","child":"mysql","callCount":1,"errorCount":1},{"parent":"front","child":"Cart","callCount":1}]"#
        ), "\(answer.text)")
  }

  @Test func `completion offers what spans have`() async throws {
    let keys = try await Self.client.get("/api/v2/autocompleteKeys").json as? [String]
    #expect(Set(keys ?? []).isSuperset(of: ["http.method", "peer.service", "host.name"]))
    #expect(try await Self.client.get("/api/v2/autocompleteValues?key=http.method").json == parsed(#"["GET"]"#))
  }

  @Test func `a store that fails says no more than that`() async throws {
    var client = Self.client
    client.source = StubSpanSource(failure: StoreError(.corrupt, "page 7 of /secret/path"))
    let answer = try await client.get("/api/v2/services")
    #expect(answer.status == 500)
    #expect(answer.headers[.contentType] == "text/plain; charset=utf-8")
  }
}
