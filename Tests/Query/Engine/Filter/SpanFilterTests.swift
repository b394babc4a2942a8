import QueryEngine
import TelemetryModel
import TelemetryStorage
import Testing

struct SpanFilterTests {
  private static func has(_ key: String, _ text: String) -> SpanCondition {
    .attribute(key: key, text: text, on: .all)
  }

  private static func matches(_ source: String) throws -> AttributeTest { .matches(try Pattern(source)) }

  @Test(
    arguments: [
      ("a=1", has("a", "1")), ("a = 1 ", has("a", "1")), ("a!=1", .not(has("a", "1"))), ("a=", has("a", "")),
      ("a>5", .attribute("a", .compare(.greater, .int(5)), on: .all)),
      ("a<=1e3", .attribute("a", .compare(.lessOrEqual, .double(1_000)), on: .all)),
      ("a<\"b\"", .attribute("a", .compare(.less, .string("b")), on: .all)),
      ("service=shop", .service("shop")), ("operation!=GET /", .not(.operation("GET /"))),
      ("operation>=m", .text(.operation, .compare(.greaterOrEqual, "m"))), ("kind=server", .kind(.server)),
      ("span.kind=CLIENT", .kind(.client)), ("kind=~\"se.*|cl.*\"", .any([.kind(.server), .kind(.client)])),
      ("status=error", .status(.error)), ("status!~o.*", .not(.any([.status(.ok)]))), ("error=true", .status(.error)),
      ("error=timeout", has("error", "timeout")), ("duration>=250ms", .duration(nanoseconds: 250_000_000 ... .max)),
      ("duration<-1s", .never), ("duration>-1s", .always),
      ("statusMessage=x", .text(.statusMessage, .compare(.equal, "x"))),
      ("eventName=exception", .text(.eventName, .compare(.equal, "exception"))), ("scope.name=lib", .scopeName("lib")),
      ("resource.host.name=h", .attribute(key: "host.name", text: "h", on: .resource)),
      ("resource:host.name=h", .attribute(key: "host.name", text: "h", on: .resource)),
      ("event:k=v", .attribute(key: "k", text: "v", on: .event)),
      ("link:k>1", .attribute("k", .compare(.greater, .int(1)), on: .link)),
      (".service=x", has("service", "x")), ("\"duration\"=x", has("duration", "x")),
      ("\"a b\"=\"c d\"", has("a b", "c d")),
      ("traceID=abc", .traceID(TraceID(high: 0, low: 0xabc))), ("spanID=zz", .never),
      ("exists(a)", .attribute("a", .exists, on: .all)), ("not exists(parentSpanID)", .not(.hasParent)),
      ("exists ( span:a )", .attribute("a", .exists, on: .span)),
    ])
  func `one condition means`(text: String, condition: SpanCondition) throws {
    #expect(try SpanFilter(text).condition == condition)
  }

  @Test(
    arguments: [
      ("a=1 and b=2", .all([has("a", "1"), has("b", "2")])), ("a=1 OR b=2", .any([has("a", "1"), has("b", "2")])),
      ("a=1 or b=2 and c=3", .any([has("a", "1"), .all([has("b", "2"), has("c", "3")])])),
      ("(a=1 or b=2) and c=3", .all([.any([has("a", "1"), has("b", "2")]), has("c", "3")])),
      ("not a=1 and b=2", .all([.not(has("a", "1")), has("b", "2")])), ("not(not a=1)", .not(.not(has("a", "1")))),
      ("((a=1))", has("a", "1")), (" ( a=1 ) ", has("a", "1")),
      ("a=\"1\"and b=2", .all([has("a", "1"), has("b", "2")])),
      ("a= and b=2", .all([has("a", ""), has("b", "2")])), ("(a=)", has("a", "")),
      (
        "a=1\n  and\tnot (b=2\nor exists(c))",
        .all([
          has("a", "1"), .not(.any([has("b", "2"), .attribute("c", .exists, on: .all)])),
        ])
      ),
    ])
  func `words and parentheses bind as usual`(text: String, condition: SpanCondition) throws {
    #expect(try SpanFilter(text).condition == condition)
  }

  /// What was accepted before there was more than one condition to a text.
  @Test(
    arguments: [
      ("a=x=y", has("a", "x=y")), ("a=b c", has("a", "b c")), ("a=salt and pepper", has("a", "salt and pepper")),
      ("a=b)", has("a", "b)")), ("a=(b", has("a", "(b")), ("a=f(x and y=1)", has("a", "f(x and y=1)")),
      ("a=say \"and b\"", has("a", "say \"and b\"")), ("a=x or", has("a", "x or")), ("my key=1", has("my key", "1")),
      ("a=[\"b\"]", has("a", "[\"b\"]")), ("a=\\n", has("a", "\\n")), ("not=1", has("not", "1")),
      ("and=1", has("and", "1")), ("exists=1", has("exists", "1")), ("a=b!", has("a", "b!")),
      ("a=sand or stone and x", has("a", "sand or stone and x")), ("f(x)=1", has("f(x)", "1")),
    ])
  func `a condition alone needs no quotes`(text: String, condition: SpanCondition) throws {
    #expect(try SpanFilter(text).condition == condition)
  }

  @Test func `regular expressions may hold parentheses, spaces and words`() throws {
    let expected = SpanCondition.attribute("a", try Self.matches("/x/(a|b) or \\d+"), on: .all)
    #expect(try SpanFilter("a=~/x/(a|b) or \\d+").condition == expected)
    #expect(try SpanFilter("(a=~\"/x/(a|b) or \\d+\")").condition == expected)
    #expect(try SpanFilter("(a=~/x/(a|b) or \\d+)").condition == expected)
    #expect(
      try SpanFilter("(a=~\\(.* and b=~x\\))").condition
        == .all([
          .attribute("a", try Self.matches("\\(.*"), on: .all), .attribute("b", try Self.matches("x\\)"), on: .all),
        ]))
    #expect(
      try SpanFilter("a=~\"say \\\"\\\\d\\\"\"").condition == .attribute("a", try Self.matches("say \"\\d\""), on: .all)
    )
  }

  @Test(
    arguments: [
      ("", 1), ("a", 1), ("=1", 1), ("a=1 or (", 0), ("a=1)", 0), ("(a=1", 1), ("(a=1 b=2))", 10), ("a=\"x", 3),
      ("a=\"x\" y", 7), ("a=1 and \"b\"", 0), ("a>x", 3), ("duration=5", 10), ("duration=~1s", 11), ("kind=big", 6),
      ("kind>server", 6),
      ("status=bad", 8), ("a=~(", 4), ("exists(", 8), ("exists()", 8), ("exists(a", 9), ("exists(a) b", 11), ("not", 1),
      ("()", 2), ("(a)", 2), ("traceID>1", 9), ("spanID=~1", 9),
    ])
  func `what is wrong is said with its place`(text: String, character: Int) throws {
    do throws(SpanFilterError) {
      let filter = try SpanFilter(text)
      // A closing parenthesis belongs to the value of a condition that stands alone.
      #expect(character == 0, "\(text) became \(filter.condition)")
    } catch {
      #expect(error.position + 1 == character, "\(text): \(error)")
      #expect(error.description.hasPrefix("character \(character): "))
    }
  }

  @Test func `length, depth and number of conditions are limited`() throws {
    let depth = SpanFilterLimits.depth
    func nested(_ count: Int) -> String {
      String(repeating: "(", count: count) + "a=1" + String(repeating: ")", count: count)
    }
    #expect(try SpanFilter(nested(depth - 1)).condition == Self.has("a", "1"))
    #expect(throws: SpanFilterError.self) { try SpanFilter(nested(depth)) }
    #expect(throws: SpanFilterError.self) { try SpanFilter(nested(2_000)) }
    #expect(throws: SpanFilterError.self) { try SpanFilter(String(repeating: "not ", count: 2_000) + "a=1") }
    let many = Array(repeating: "a=1", count: SpanFilterLimits.conditionCount).joined(separator: " or ")
    #expect(try SpanFilter(many).conditionCount == SpanFilterLimits.conditionCount)
    #expect(throws: SpanFilterError.self) { try SpanFilter(many + " or a=1") }
    #expect(throws: SpanFilterError.self) {
      try SpanFilter("a=" + String(repeating: "x", count: SpanFilterLimits.byteCount))
    }
  }
}
