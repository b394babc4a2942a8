import Foundation
import QueryEngine
import TelemetryModel
import Testing

struct JaegerV1SearchTests {
  /// Starts 0, 10 and 20 microseconds after `Timestamp.test`, whose microsecond is 1767323045000006.
  private let client: APIClient = {
    var failed = Span.test(
      trace: 2, 2, at: 10_000, duration: 2_000_000, name: "pay", kind: .server, service: "cart",
      attributes: [Attribute("http.status_code", .int(500)), Attribute("ok", .bool(true))])
    failed.status = SpanStatus(.error)
    failed.scope = InstrumentationScope(name: "lib", version: "2")
    var linked = Span.test(trace: 3, 3, at: 20_000, duration: 72_500, name: "load: x", service: "cart")
    linked.status = SpanStatus(.ok)
    linked.events = [SpanEvent(time: .test, name: "e", attributes: [Attribute("ratio", .double(72.5))])]
    return APIClient([
      .test(trace: 1, 1, attributes: [Attribute("key", .string("a:b=c"))]), failed, linked,
      .test(trace: 3, 4, at: 9_000, name: "pay", service: "bank"),
    ])
  }()

  private func traces(_ query: String) async throws -> [Int] {
    let answer = try await client.get("/api/traces?\(query)")
    #expect(answer.status == 200, "\(query): \(answer.text)")
    let list = try #require(answer.data as? [[String: NSObject]])
    return list.compactMap { ($0["traceID"] as? String).flatMap { Int($0, radix: 16) } }
  }

  @Test(
    arguments: [
      ("", [3, 2, 1]), ("service=cart", [3, 2]), ("service=none", []), ("service=", [3, 2, 1]),
      ("operation=pay", [2, 3]), ("service=cart&operation=pay", [2]), ("operation=load:+x", [3]),
      ("operation=load%3A%20x", [3]), ("tag=http.status_code:500", [2]), ("tag=key:a:b%3Dc", [1]), ("tag=key:a", []),
      ("tag=ok:true&tag=http.status_code:500", [2]), ("tag=ok:true&tag=http.status_code:404", []),
      ("tags=%7B%22ratio%22%3A%2272.5%22%7D", [3]), ("tags=%7B%7D", [3, 2, 1]),
      ("tags=%7B%22ok%22%3A%22true%22%7D&tag=error:true", [2]),
      ("tags=%7B%22ok%22:%22true%22%7D&tags=%7B%22error%22:%22false%22%7D", []), ("tag=error:true", [2]),
      ("tag=error:false", [3, 1]), ("tag=span.kind:server", [2]), ("tag=span.status:ok", [3]),
      ("tag=scope.name:lib&tag=scope.version:2", [2]), ("tag=resource.service.name:bank", [3]),
      ("tag=host.name:h", [3, 2, 1]), ("tag=resource.ok:true", []), ("minDuration=2ms", [2]),
      ("maxDuration=72.5us", [3]),
      ("minDuration=72500ns&maxDuration=1.5ms", [3, 1]), ("minDuration=0.002s&maxDuration=0s", [2]),
      ("limit=1", [3]), ("limit=2", [3, 2]), ("limit=1500", [3, 2, 1]), ("start=1767323045000016", [3, 2]),
      ("end=1767323045000007", [1]), ("start=1767323045000017&end=1767323045000026", []),
      ("start=1767323045000007&end=1767323045000017", [2, 3]), ("start=2&end=1", []), ("start=-5", [3, 2, 1]),
      ("start=9223372036854775807", []), ("lookback=custom", [3, 2, 1]), ("raw=1", [3, 2, 1]),
      ("unknown=x", [3, 2, 1]),
    ])
  func `every parameter narrows the search as it should`(query: String, expected: [Int]) async throws {
    #expect(try await traces(query) == expected)
  }

  @Test func `without bounds only the last two days count`() async throws {
    var old = Span.test(1)
    old.startTime = Timestamp(nanoseconds: Timestamp.test.nanoseconds - 48 * 3_600 * 1_000_000_000)
    var future = Span.test(trace: 9, 2)
    future.startTime = .test.adding(2_000_000_000)
    let client = APIClient([old, future])
    #expect(try await client.get("/api/traces").data == parsed("[]"))
    let found = try await client.get("/api/traces?start=0&end=1867323045000000")
    #expect((found.data as? [NSObject])?.count == 2)
  }

  @Test(
    arguments: [
      ("tag=novalue", "malformed 'tag' parameter, expecting key:value, received: novalue"),
      ("tags=x", "malformed 'tags' parameter, expecting a JSON object of strings, received: x"),
      ("tags=%7B%22a%22:1%7D", #"malformed 'tags' parameter, expecting a JSON object of strings, received: {"a":1}"#),
      ("tags=%7B%22a%22:true%7D", nil), ("tags=%5B%5D", nil), ("tags=%7B%22a%22:%22b%22", nil),
      ("minDuration=15", #"unable to parse param 'minDuration': "15" is not a duration such as 100us, 1.5ms or 2s"#),
      ("maxDuration=x", nil), ("minDuration=2s&maxDuration=1s", "'maxDuration' should be greater than 'minDuration'"),
      ("start=abc", #"unable to parse param 'start': "abc" is not an integer"#), ("end=1e3", nil),
      ("start=99999999999999999999", nil), ("limit=ten", nil), ("limit=0", nil), ("limit=-1", nil),
      ("limit=10001", #"unable to parse param 'limit': "10001" is not in the range 1...10000"#), ("raw=yes", nil),
      ("traceID=xyz", nil), ("service=%zz", "malformed percent-encoding in the query"), ("tag=%F", nil),
    ])
  func `a parameter that does not parse is a 400 that names it`(query: String, message: String?) async throws {
    let answer = try await client.get("/api/traces?\(query)")
    #expect(answer.status == 400)
    #expect(answer.member("data") is NSNull)
    let error = try #require((answer.member("errors") as? [[String: NSObject]])?.first)
    #expect(error["code"] as? Int == 400)
    if let message { #expect(error["msg"] as? String == message) }
  }

  @Test func `traces asked for by ID come in that order, and missing ones are reported`() async throws {
    let answer = try await client.get("/api/traces?traceID=3&traceID=99&traceID=1&service=none")
    #expect(answer.status == 200)
    let list = try #require(answer.data as? [[String: NSObject]])
    #expect(list.map { $0["traceID"] as? String } == ["0000000000000003", "0000000000000001"])
    #expect(answer.member("errors") == parsed(#"[{"msg":"trace not found","traceID":"0000000000000099"}]"#))
    #expect(answer.member("total") == parsed("0"))
  }

  @Test func `a search that matches nothing is an empty list`() async throws {
    let answer = try await client.get("/api/traces?service=none")
    #expect(answer.text == #"{"data":[],"total":0,"limit":0,"offset":0,"errors":null}"#)
  }

  @Test func `more tags or IDs than the limits allow are a 400`() async throws {
    let tags = Array(repeating: "tag=a:b", count: QueryLimits.tagCount + 1).joined(separator: "&")
    #expect(try await client.get("/api/traces?\(tags)").status == 400)
    let ids = Array(repeating: "traceID=1", count: 1_001).joined(separator: "&")
    #expect(try await client.get("/api/traces?\(ids)").status == 400)
  }

  @Test func `a search that takes too long is a 504`() async throws {
    var slow = client
    slow.engineLimits.timeout = .zero
    let answer = try await slow.get("/api/traces")
    #expect(answer.status == 504)
    #expect(answer.message?.contains("narrow its time range") == true)
  }

  @Test func `hostile texts come back escaped`() async throws {
    let answer = try await client.get("/api/traces?tag=%22%7D%0A%1B%5B31m")
    #expect(answer.status == 400)
    #expect(answer.message == "malformed 'tag' parameter, expecting key:value, received: \"}\n\u{1B}[31m")
    #expect(!answer.text.utf8.contains(0x1B))
  }
}
