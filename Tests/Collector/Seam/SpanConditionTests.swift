import TelemetryModel
import TelemetryStorage
import Testing

struct SpanConditionTests {
  private func rows(_ condition: SpanCondition, _ spans: [Span]) -> [Int] {
    let batch = SpanBatch(spans)
    let compiled = CompiledCondition(condition, for: batch)
    let rows = compiled.rows(in: 0..<batch.count, of: batch)
    if compiled.isNever { #expect(rows.isEmpty) }
    return rows
  }

  private static let values: [(AttributeValue, String)] = [
    (.string("plain"), "plain"), (.string(""), ""), (.empty, ""), (.bool(true), "true"), (.bool(false), "false"),
    (.int(123), "123"), (.int(-5), "-5"), (.int(.max), "9223372036854775807"), (.double(72.5), "72.5"),
    (.double(123), "123"), (.double(-0.0), "-0"), (.double(1e21), "1e+21"), (.double(.nan), "NaN"),
    (.double(Double(bitPattern: 0x7FF8_0000_0000_0001)), "NaN"), (.double(.infinity), "Infinity"),
    (.double(-.infinity), "-Infinity"), (.bytes([1, 2, 255]), "AQL/"), (.bytes([]), ""),
    (.array([.int(1), .string("a")]), #"[1,"a"]"#), (.array([]), "[]"),
    (.keyValueList([Attribute("k", .bool(true))]), #"{"k":true}"#), (.string("[]"), "[]"), (.string("123"), "123"),
    (.string("Ünïcode"), "Ünïcode"),
  ]

  @Test func `an attribute equals a text when its own text is that one, whatever its kind`() {
    let spans = Self.values.map { Span.test(attributes: [Attribute("other", .int(0)), Attribute("key", $0.0)]) }
    for text in Set(Self.values.map(\.1) + ["1e21", "nan", "0x7b", "123.0", "TRUE", " 123", "+5", "[1]", "AQL_"]) {
      let expected = Self.values.indices.filter { Self.values[$0].1 == text }
      #expect(rows(.attribute(key: "key", text: text, on: .all), spans) == expected, "\(text)")
    }
  }

  @Test func `an attribute is found on every level that is asked for, and on no other`() {
    let attributes = [Attribute("k", .array([.int(7)]))]
    let link = SpanLink(traceID: TraceID(high: 1, low: 1), spanID: SpanID(rawValue: 1), attributes: attributes)
    let spans: [Span] = [
      .test(attributes: attributes), .test(resource: attributes),
      .test(scope: InstrumentationScope(name: "s", attributes: attributes)),
      .test(events: [
        SpanEvent(time: Timestamp(nanoseconds: 1), name: "a"),
        SpanEvent(time: Timestamp(nanoseconds: 1), name: "e", attributes: attributes),
      ]),
      .test(links: [link]), .test(),
    ]
    let levels: [AttributeLevels] = [.span, .resource, .scope, .event, .link]
    for (row, level) in levels.enumerated() {
      #expect(rows(.attribute(key: "k", text: "[7]", on: level), spans) == [row])
    }
    #expect(rows(.attribute(key: "k", text: "[7]", on: .all), spans) == [0, 1, 2, 3, 4])
    #expect(rows(.attribute(key: "k", text: "[7]", on: []), spans) == [])
  }

  @Test func `any of several values under a repeated key may match`() {
    let span = Span.test(attributes: [Attribute("k", .int(1)), Attribute("k", .int(2))])
    #expect(rows(.attribute(key: "k", text: "2", on: .span), [span]) == [0])
    #expect(rows(.attribute(key: "k", text: "3", on: .span), [span]) == [])
  }

  @Test func `fields are compared exactly and bounds are inclusive`() {
    let spans: [Span] = [
      .test(start: 5, duration: 10, name: "a", kind: .server, service: "x", status: SpanStatus(.error)),
      .test(
        start: 6, duration: 20, name: "b", kind: .client, service: "y",
        scope: InstrumentationScope(name: "lib", version: "2")),
    ]
    #expect(rows(.service("x"), spans) == [0])
    #expect(rows(.service("z"), spans) == [])
    #expect(rows(.operation("b"), spans) == [1])
    #expect(rows(.kind(.server), spans) == [0])
    #expect(rows(.status(.error), spans) == [0])
    #expect(rows(.scopeName("lib"), spans) == [1])
    #expect(rows(.scopeVersion("2"), spans) == [1])
    #expect(rows(.scopeName(""), spans) == [0])
    #expect(rows(.duration(nanoseconds: 10...20), spans) == [0, 1])
    #expect(rows(.duration(nanoseconds: 11...19), spans) == [])
    #expect(rows(.start(.test(5...5)), spans) == [0])
  }

  @Test func `conditions combine, also when their parts are decided for the whole batch`() {
    let spans: [Span] = [.test(name: "a", kind: .server), .test(name: "b", kind: .server), .test(name: "c")]
    let (a, b, none) = (SpanCondition.operation("a"), SpanCondition.operation("b"), SpanCondition.operation("none"))
    #expect(rows(.all([]), spans) == [0, 1, 2])
    #expect(rows(.any([]), spans) == [])
    #expect(rows(.not(.all([])), spans) == [])
    #expect(rows(.not(none), spans) == [0, 1, 2])
    #expect(rows(.any([a, none, b]), spans) == [0, 1])
    #expect(rows(.any([none, .not(none)]), spans) == [0, 1, 2])
    #expect(rows(.all([.kind(.server), .not(a), .not(none)]), spans) == [1])
    #expect(rows(.all([a, none]), spans) == [])
    #expect(rows(.not(.any([a, b])), spans) == [2])
  }

  @Test func `an empty batch matches nothing`() {
    #expect(rows(.attribute(key: "k", text: "v", on: .all), []) == [])
  }
}
