import Foundation
import OTLPFormat
import TelemetryModel
import Testing

/// Jaeger's structured filter: `query.filter` of its version 3 API.
struct JaegerFilterTests {
  private let client: APIClient = {
    var failed = Span.test(
      trace: 1, 1, duration: 2_000_000_000, name: "GET /cart", kind: .server, service: "front",
      attributes: [Attribute("code", .int(500)), Attribute("route", .string("/cart/7")), Attribute("ok", .bool(true))])
    failed.status = SpanStatus(.error, message: "broken")
    failed.events = [
      SpanEvent(time: .test, name: "exception", attributes: [Attribute("type", .string("Timeout"))]),
      SpanEvent(time: .test, name: "retry", attributes: [Attribute("type", .string("Other"))]),
    ]
    var linked = Span.test(
      trace: 2, 2, under: 9, at: 5_000, duration: 10, name: "tick", kind: .client, service: "clock",
      attributes: [Attribute("code", .string("500")), Attribute("host.name", .string("other"))])
    linked.links = [SpanLink(traceID: TraceID(high: 0, low: 0xBEEF), spanID: SpanID(rawValue: 1))]
    linked.scope = InstrumentationScope(name: "lib", version: "2")
    return APIClient([
      failed, linked, .test(trace: 3, 3, at: 9_000, duration: 10, name: "plain\nname", service: "clock"),
    ])
  }()

  private func search(_ filter: String, _ more: String = "") async throws -> Answer {
    let encoded = filter.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    return try await client.get(
      "/api/v3/traces?query.startTimeMin=2026-01-01T00:00:00Z&query.startTimeMax=2026-01-03T00:00:00Z&query.filter="
        + encoded + more)
  }

  private static func call(_ op: String, _ args: String...) -> String {
    #"{"op":"\#(op)","args":[\#(args.joined(separator: ","))]}"#
  }
  private static func nested(_ call: String) -> String { #"{"call":\#(call)}"# }
  private static func attr(_ key: String, _ level: String = "") -> String {
    level.isEmpty ? #"{"attr":{"key":"\#(key)"}}"# : #"{"attr":{"key":"\#(key)","level":"\#(level)"}}"#
  }
  private static func field(_ name: String, _ level: String = "span") -> String {
    #"{"field":{"name":"\#(name)","level":"\#(level)"}}"#
  }
  private static func value(_ text: String, _ type: String = "") -> String {
    #"{"scalar":{"value":"\#(text)","type":"\#(type)"}}"#
  }
  private static func list(_ values: [String], _ type: String = "") -> String {
    #"{"list":{"values":[\#(values.map { "\"\($0)\"" }.joined(separator: ","))],"type":"\#(type)"}}"#
  }
  private static let anEvent = #"{"nested":{"level":"event"}}"#

  @Test(
    arguments: [
      // A constant without a type takes that of the value; with one, it narrows.
      (call("eq", attr("code"), value("500")), [2, 1]), (call("eq", attr("code"), value("500", "int")), [1]),
      (call("eq", attr("code"), value("500", "string")), [2]), (call("eq", attr("ok"), value("true")), [1]),
      (call("eq", attr("ok"), value("T", "bool")), [1]), (call("gte", attr("code"), value("500", "double")), [1]),
      (call("lt", value("499", "int"), attr("code")), [1]), (call("gt", attr("code"), value("4")), [2, 1]),
      // Without a level: the span or its resource, nothing else.
      (call("eq", attr("host.name"), value("h")), [3, 2, 1]), (call("eq", attr("host.name", "span"), value("h")), []),
      (call("eq", attr("type"), value("Timeout")), []), (call("eq", attr("type", "event"), value("Timeout")), [1]),
      // What is not there fulfils nothing; what is there must differ everywhere.
      (call("ne", attr("code"), value("500", "int")), [2]), (call("ne", attr("host.name"), value("h")), []),
      (call("not", nested(call("eq", attr("code"), value("500", "int")))), [3, 2]),
      (call("exists", attr("route")), [1]), (call("exists", field("parentSpanID")), [2]),
      (call("exists", field("name", "event")), [1]),
      (call("in", attr("code"), list(["7", "500"], "int")), [1]),
      (call("not_in", attr("code"), list(["500"], "int")), [2]),
      (call("in", field("duration"), list(["2s", "1ms"])), [1]),
      (call("eq", field("name"), value("tick")), [2]), (call("ne", field("name"), value("tick")), [3, 1]),
      (call("gt", field("name"), value("p")), [3, 2]), (call("eq", field("kind"), value("server")), [1]),
      (call("not_in", field("kind"), list(["server", "client"])), [3]),
      (call("eq", field("status"), value("error")), [1]),
      (call("eq", field("statusMessage"), value("broken")), [1]), (call("ne", field("statusMessage"), value("x")), [1]),
      (call("gt", field("duration"), value("1s")), [1]), (call("lte", field("duration"), value("10ns")), [3, 2]),
      (call("gte", field("startTime"), value("2026-01-02T03:04:05.000011007Z")), [3, 2]),
      (call("eq", field("traceID"), value("2")), [2]), (call("eq", field("spanID"), value("nonsense")), []),
      (call("eq", field("service", "resource"), value("clock")), [3, 2]),
      (call("eq", field("name", "scope"), value("lib")), [2]),
      (call("eq", field("traceID", "link"), value("beef")), [2]),
      (call("ne", field("traceID", "link"), value("bee")), [2]),
      // Patterns match anywhere, and a dot no line feed.
      (call("regex", attr("route"), value("art/[0-9]")), [1]), (call("regex", field("name"), value("plain.name")), []),
      (call("regex", field("name"), value("plain[^x]name|tick")), [3, 2]),
      (call("regex", field("kind"), value("erv")), [1]),
      (call("some", anEvent, nested(call("eq", field("name", "event"), value("retry")))), [1]),
      (
        call(
          "some", anEvent,
          nested(
            call(
              "or", nested(call("eq", field("name", "event"), value("x"))),
              nested(call("exists", attr("type", "event")))))
        ), [1]
      ),
      (
        call(
          "and", nested(call("eq", field("service", "resource"), value("clock"))),
          nested(
            call("or", nested(call("eq", attr("code"), value("500"))), nested(call("eq", attr("code"), value("1")))))),
        [2]
      ),
    ])
  func `a filter finds`(filter: String, expected: [UInt64]) async throws {
    let answer = try await search(filter)
    if expected.isEmpty {
      #expect(answer.status == 404, "\(filter): \(answer.text)")
      return
    }
    let result = try #require(answer.member("result"), "\(filter): \(answer.text)")
    let spans = try OTLPJSON.decodeTraces(Array(try JSONSerialization.data(withJSONObject: result))).batch.spans
    #expect(spans.map(\.traceID.low) == expected, "\(filter)")
  }

  @Test(
    arguments: [
      "x", "[]", "{}", "{\"op\":1}", call("eq"), call("like", attr("a"), value("1")), call("eq", attr("a")),
      call("and", nested(call("exists", attr("a")))), call("not", value("1")), call("exists", value("1")),
      call("eq", attr("a", "process"), value("1")), call("eq", attr(""), value("1")),
      call("eq", field("name", ""), value("1")),
      call("eq", field("color"), value("1")), call("eq", field("traceState"), value("1")),
      call("eq", field("timeSinceStart", "event"), value("1s")), call("eq", attr("a"), attr("b")),
      call("eq", value("1"), value("1")), call("eq", attr("a"), value("x", "int")),
      call("eq", attr("a"), value("x", "date")),
      call("gt", attr("a"), value("true", "bool")), call("gt", field("kind"), value("server")),
      call("eq", field("kind"), value("big")), call("eq", field("status"), value("ERROR")),
      call("eq", field("duration"), value("5")), call("eq", field("duration"), value("5", "int")),
      call("eq", field("startTime"), value("1")), call("eq", field("name"), value("5", "int")),
      call("in", attr("a"), list(["1"])), call("in", attr("a"), list([], "int")), call("in", attr("a"), value("1")),
      call("in", field("duration"), list(["2s"], "string")), call("eq", attr("a"), list(["1"])),
      call("regex", field("duration"), value("1")), call("regex", attr("a"), value("^a")),
      call("regex", attr("a"), value("a$")),
      call("regex", attr("a"), value("(?i)a")), call("regex", attr("a"), value("a*?")),
      call("regex", attr("a"), value("a)(b")),
      call("regex", attr("a"), value("(")), call("regex", value("a"), attr("a")),
      call("some", anEvent, attr("a")), call("some", attr("a"), nested(call("exists", attr("b")))),
      call("some", anEvent, nested(call("exists", attr("a", "span")))),
      call("some", anEvent, nested(call("ne", attr("a", "event"), value("1")))),
      call(
        "some", anEvent,
        nested(call("and", nested(call("exists", attr("a", "event"))), nested(call("exists", attr("b", "event")))))),
      #"{"op":"exists","args":[{"attr":{"key":"a","scope":"span"}}]}"#,
      #"{"op":"exists","args":[{"attr":{"key":"a"},"scalar":{}}]}"#,
      #"{"op":"exists","arg":[]}"#,
    ])
  func `what cannot be answered exactly is refused`(filter: String) async throws {
    let answer = try await search(filter)
    #expect(answer.status == 400, "\(filter): \(answer.text)")
    #expect((answer.member("error", "message") as? String)?.hasPrefix("'query.filter' ") == true, "\(answer.text)")
  }

  @Test func `a filter stands for itself and is of bounded size and depth`() async throws {
    let filter = Self.call("exists", Self.attr("code"))
    #expect(try await search(filter, "&query.searchDepth=1&query.rawTraces=true").status == 200)
    for other in ["serviceName=a", "operation_name=a", "attributes=%7B%7D", "durationMin=1s"] {
      #expect(try await search(filter, "&query.\(other)").status == 400, "\(other)")
    }
    func deep(_ count: Int) -> String {
      (0..<count).reduce(filter) { inner, _ in Self.call("not", Self.nested(inner)) }
    }
    #expect(try await search(deep(20)).status == 200)
    for count in [40, 400, 900] { #expect(try await search(deep(count)).status == 400, "\(count)") }
    let many = Array(repeating: Self.nested(filter), count: 101).joined(separator: ",")
    #expect(try await search(Self.call("or", many)).status == 400)
  }
}
