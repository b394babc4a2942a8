import Foundation
import HTTPTypes
import TelemetryModel
import TelemetryStorage
import Testing

struct JaegerV1TraceTests {
  private static let golden = #"""
    {"traceID":"83a9efd15c1c98a977e0711cc93ee28b","spans":[{
      "traceID":"83a9efd15c1c98a977e0711cc93ee28b","spanID":"e127af99e3b3e074","flags":1,
      "operationName":"okey \"dokey\"",
      "references":[
        {"refType":"FOLLOWS_FROM","traceID":"83a9efd15c1c98a977e0711cc93ee28b","spanID":"909541b92cf05311"},
        {"refType":"FOLLOWS_FROM","traceID":"000000000000beef","spanID":"0000000000000001"},
        {"refType":"CHILD_OF","traceID":"83a9efd15c1c98a977e0711cc93ee28b","spanID":"0000000000000002"}],
      "startTime":1767323045000006,"duration":123,
      "tags":[
        {"key":"otel.scope.name","type":"string","value":"lib"},
        {"key":"otel.scope.version","type":"string","value":"1.2"},
        {"key":"s","type":"string","value":"x\u001b[31m"},
        {"key":"b","type":"bool","value":true},
        {"key":"i","type":"int64","value":42},
        {"key":"big","type":"int64","value":"9007199254740992"},
        {"key":"neg","type":"int64","value":-9007199254740991},
        {"key":"d","type":"float64","value":72.5},
        {"key":"bin","type":"binary","value":"AQL/"},
        {"key":"none","type":"string","value":""},
        {"key":"list","type":"string","value":"[1,\"a\"]"},
        {"key":"map","type":"string","value":"{\"a\":false,\"z\":1}"},
        {"key":"span.kind","type":"string","value":"server"},
        {"key":"otel.status_code","type":"string","value":"ERROR"},
        {"key":"error","type":"bool","value":true},
        {"key":"otel.status_description","type":"string","value":"it broke"},
        {"key":"w3c.tracestate","type":"string","value":"vendor=1"}],
      "logs":[
        {"timestamp":1767323045000007,"fields":[
          {"key":"event","type":"string","value":"named"},{"key":"k","type":"int64","value":1}]},
        {"timestamp":1767323045000008,"fields":[{"key":"event","type":"string","value":"own"}]}],
      "processID":"p1","warnings":null}],
    "processes":{"p1":{"serviceName":"telemetrygen","tags":[{"key":"pid","type":"int64","value":7}]}},
    "warnings":null}
    """#

  @Test func `a trace is written as Jaeger writes it`() async throws {
    let answer = try await APIClient([.complete]).get("/api/traces/83a9efd15c1c98a977e0711cc93ee28b?raw=true")
    #expect(answer.status == 200)
    #expect(answer.headers[.contentType] == "application/json")
    let envelope = #"{"data":[\#(Self.golden)],"total":0,"limit":0,"offset":0,"errors":null}"#
    #expect(answer.json == parsed(envelope))
    let lines = Self.golden.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    #expect(answer.text == #"{"data":[\#(lines.joined())],"total":0,"limit":0,"offset":0,"errors":null}"#)
  }

  @Test func `prettyPrint indents with four spaces and changes nothing else`() async throws {
    let client = APIClient([.complete, .test(1)])
    for path in [
      "/api/traces/abc", "/api/traces?raw=1", "/api/services", "/api/traces/nonsense", "/api/traces?service=none",
    ] {
      let separator = path.contains("?") ? "&" : "?"
      let answers = try await client.requests([
        path, path + separator + "prettyPrint=true", path + separator + "prettyPrint=false",
      ])
      #expect(answers[1].json == answers[0].json)
      #expect(answers[1].text.hasPrefix("{\n    \"data\": "))
      #expect(answers[1].text.hasSuffix("\n}"))
      #expect(answers[2].text == answers[0].text)
      let indents = answers[1].text.split(separator: "\n" as Character).map { line in
        line.utf8.prefix { $0 == UInt8(ascii: " ") }.count
      }
      #expect(indents.allSatisfy { $0 % 4 == 0 })
    }
  }

  @Test func `pretty lists of traces are laid out as one document`() async throws {
    let answer = try await APIClient([.test(1), .test(trace: 2, 2, at: 5)]).get("/api/traces?prettyPrint=1")
    let text = try #require(answer.json.map { try JSONSerialization.data(withJSONObject: $0) })
    #expect(!text.isEmpty)
    #expect(answer.text.contains("\n        {\n            \"traceID\": \"0000000000000002\","))
    #expect(answer.text.contains("\n        },\n        {\n            \"traceID\": \"0000000000000abc\","))
    #expect(answer.text.contains("\n        }\n    ],\n    \"total\": 0,"))
  }

  @Test func `processes are numbered by first appearance and shared by equal resources`() async throws {
    let answer = try await APIClient([
      .test(1, service: "a"), .test(2, under: 1, service: "b"), .test(3, under: 1, service: "a"),
    ]).get("/api/traces/abc")
    let trace = try #require((answer.data as? [[String: NSObject]])?.first)
    let spans = try #require(trace["spans"] as? [[String: NSObject]])
    #expect(spans.map { $0["processID"] as? String } == ["p1", "p2", "p1"])
    #expect((trace["processes"] as? [String: NSObject])?.count == 2)
  }

  @Test func `the adjusters run unless the trace is asked for raw`() async throws {
    let client = APIClient([
      .test(5, kind: .client), .test(5, kind: .server), .test(6, under: 99),
    ])
    func spans(_ uri: String) async throws -> [[String: NSObject]] {
      let answer = try await client.get(uri)
      return try #require((answer.data as? [[String: NSObject]])?.first?["spans"] as? [[String: NSObject]])
    }
    let adjusted = try await spans("/api/traces/abc")
    #expect(adjusted.map { $0["spanID"] as? String } == ["0000000000000005", "0000000000000001", "0000000000000006"])
    let warning = "parent span ID=0000000000000063 is not in the trace; skipping clock skew adjustment"
    #expect(adjusted[2]["warnings"] as? [String] == [warning])
    let raw = try await spans("/api/traces/abc?raw=true")
    #expect(raw.map { $0["spanID"] as? String } == ["0000000000000005", "0000000000000005", "0000000000000006"])
    #expect(raw[2]["warnings"] is NSNull)
  }

  @Test(
    arguments: [
      "83a9efd15c1c98a977e0711cc93ee28b", "83A9EFD15C1C98A977E0711CC93EE28B", "g6nv0VwcmKl34HEcyT7iiw==",
      "g6nv0VwcmKl34HEcyT7iiw", "g6nv0VwcmKl34HEcyT7iiw%3D%3D",
    ])
  func `a trace is found under every spelling of its ID`(id: String) async throws {
    #expect(try await APIClient([.complete]).get("/api/traces/\(id)").status == 200)
  }

  @Test(arguments: [
    "abc", "0abc", "0000000000000abc", "00000000000000000000000000000ABC", "AAAAAAAACrw", "AAAAAAAACrw=",
  ])
  func `short IDs are padded with zeros`(id: String) async throws {
    let answer = try await APIClient([.test(1)]).get("/api/traces/\(id)")
    #expect((answer.data as? [[String: NSObject]])?.first?["traceID"] as? String == "0000000000000abc")
  }

  @Test(
    arguments: [
      "xyz", "0x12", "83a9efd15c1c98a977e0711cc93ee28b0", "g6nv0VwcmKl34HEcyT7iiw=", "!!!!", "%20abc", "AAAAAAAACrw==",
      "%zz", "-1", "g6nv0VwcmKl34HEcyT7iiwg6nv0VwcmKl",
    ])
  func `what is no trace ID is a 400`(id: String) async throws {
    let answer = try await APIClient([.test(1)]).get("/api/traces/\(id)")
    #expect(answer.status == 400)
    #expect(answer.data is NSNull)
    #expect(answer.message != nil)
  }

  @Test func `an unknown trace is a 404 with Jaeger's words`() async throws {
    let answer = try await APIClient([.test(1)]).get("/api/traces/1234")
    #expect(answer.status == 404)
    let json = #"{"data":null,"total":0,"limit":0,"offset":0,"errors":[{"code":404,"msg":"trace not found"}]}"#
    #expect(answer.text == json)
  }

  @Test(arguments: ["start=x", "end=1.5", "raw=maybe"])
  func `parameters of a trace that do not parse are a 400`(query: String) async throws {
    #expect(try await APIClient([.test(1)]).get("/api/traces/abc?\(query)").status == 400)
  }

  @Test func `bounds of a trace are only hints`() async throws {
    #expect(try await APIClient([.test(1)]).get("/api/traces/abc?start=1&end=2&raw=T").status == 200)
  }

  @Test func `a failing store is a 500 with its message`() async throws {
    let answer = try await APIClient(StubSpanSource(failure: StoreError(.corrupt, "segment 7 is damaged")))
      .get("/api/traces/abc")
    #expect(answer.status == 500)
    #expect(answer.message == "segment 7 is damaged")
  }

  @Test func `a trace of 10,000 levels is written`() async throws {
    let spans = (1...10_000).map { Span.test(UInt64($0), under: UInt64($0 - 1)) }
    let answer = try await APIClient(spans).get("/api/traces/abc")
    #expect(answer.status == 200)
    #expect(answer.text.components(separatedBy: #""operationName""#).count == 10_001)
    #expect(answer.text.hasSuffix(#""total":0,"limit":0,"offset":0,"errors":null}"#))
  }
}
