import OTLPFormat
import TelemetryModel
import TestSupport
import Testing

@Suite struct JSONRulesTests {
  private static func value(_ json: String) throws -> AttributeValue {
    try spans(json: request(members: #""attributes":[{"key":"k","value":\#(json)}]"#))[0].attributes[0].value
  }

  @Test func `IDs are hexadecimal of either case`() throws {
    let text = request(members: #""parentSpanId":"ABCDEFabcdef0123""#)
    #expect(try spans(json: text)[0].parentSpanID == SpanID(rawValue: 0xABCD_EFAB_CDEF_0123))
    #expect(try spans(json: text)[0].traceID == TraceID(high: 0x0102_0304_0506_0708, low: 0x090A_0B0C_0D0E_0F10))
  }

  @Test(arguments: ["0", "5", "-3", "9223372036854775807", "-9223372036854775808"])
  func `integers may be numbers or strings`(_ digits: String) throws {
    #expect(try Self.value(#"{"intValue":\#(digits)}"#) == .int(Int64(digits)!))
    #expect(try Self.value(#"{"intValue":"\#(digits)"}"#) == .int(Int64(digits)!))
  }

  @Test(
    arguments: [("1e3", 1000), ("1.5e1", 15), ("20.0", 20), ("200E-2", 2), ("-0", 0), ("0e99", 0)] as [(String, Int64)])
  func `integers may have a point or an exponent, as long as they are integers`(_ text: String, _ number: Int64) throws
  {
    #expect(try Self.value(#"{"intValue":\#(text)}"#) == .int(number))
  }

  @Test(
    arguments: [
      ("0.1", 0.1), ("1", 1), ("-0.0", -0.0), ("5e-324", .leastNonzeroMagnitude),
      ("1.7976931348623157e308", .greatestFiniteMagnitude),
      ("123456789012345678901234567890", 123456789012345678901234567890.0), ("1e-400", 0), (#""2.5""#, 2.5),
      (#""Infinity""#, .infinity), (#""-Infinity""#, -.infinity), (#""NaN""#, .nan), ("8.41e21", 8.41e21),
      ("9007199254740993", 9007199254740992),
    ] as [(String, Double)])
  func `doubles may be numbers or strings`(_ text: String, _ number: Double) throws {
    #expect(try Self.value(#"{"doubleValue":\#(text)}"#) == .double(number))
  }

  @Test(arguments: 0..<8 as Range<UInt64>)
  func `every double reads back from its shortest form`(_ seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<500 {
      let number = Double(bitPattern: generator.next())
      guard number.isFinite else { continue }
      #expect(try Self.value(#"{"doubleValue":\#(number)}"#) == .double(number), "seed \(seed)")
    }
  }

  @Test(arguments: ["+/8=", "+/8", "-_8", "-_8="])
  func `bytes may be base64 of either alphabet, padded or not`(_ text: String) throws {
    #expect(try Self.value(#"{"bytesValue":"\#(text)"}"#) == .bytes([0xFB, 0xFF]))
  }

  @Test func `enums are numbers, and leniently names`() throws {
    let numbers = try spans(json: request(members: #""kind":3,"status":{"code":2}"#))[0]
    let names = try spans(
      json: request(members: #""kind":"SPAN_KIND_CLIENT","status":{"code":"STATUS_CODE_ERROR"}"#))[0]
    #expect(numbers.kind == .client)
    #expect(numbers.status.code == .error)
    #expect(numbers == names)
    #expect(try spans(json: request(members: #""kind":-9"#))[0].kind == SpanKind(rawValue: -9))
  }

  @Test func `null stands for the default everywhere`() throws {
    let names = [
      "traceState", "parentSpanId", "name", "kind", "startTimeUnixNano", "endTimeUnixNano", "attributes",
      "droppedAttributesCount", "events", "droppedEventsCount", "links", "droppedLinksCount", "status", "flags",
    ]
    let nulls = names.map { "\"\($0)\":null" }.joined(separator: ",")
    #expect(try spans(json: request(members: nulls)) == spans(json: request(members: "")))
    #expect(try Self.value("null") == .empty)
    #expect(try Self.value(#"{"stringValue":"a","intValue":null}"#) == .string("a"))
    #expect(try Self.value(#"{"arrayValue":{"values":[null,{"boolValue":true}]}}"#) == .array([.empty, .bool(true)]))
    #expect(try spans(json: #"{"resourceSpans":null}"#).isEmpty)
    #expect(try spans(json: #"{"resourceSpans":[null,{"resource":null,"scopeSpans":[null,{"spans":null}]}]}"#).isEmpty)
  }

  @Test func `escapes and surrogate pairs are resolved, lone surrogates repaired`() throws {
    #expect(
      try Self.value(#"{"stringValue":"\"\\\/\b\f\n\r\t\u0041\u00e9\ud83e\uddf5"}"#)
        == .string("\"\\/\u{8}\u{C}\n\r\tAé🧵"))
    #expect(try Self.value(#"{"stringValue":"\ud83e"}"#) == .string("\u{FFFD}"))
    #expect(try Self.value(#"{"stringValue":"\uddf5x"}"#) == .string("\u{FFFD}x"))
    #expect(try Self.value(#"{"stringValue":"\ud83e\ud83e\uddf5"}"#) == .string("\u{FFFD}🧵"))
    #expect(try Self.value(#"{"stringValue":"\ud83eA"}"#) == .string("\u{FFFD}A"))
    #expect(try Self.value(#"{"\u0073tringValue":"escaped name"}"#) == .string("escaped name"))
    #expect(try Self.value(#"{"intValue":"\u0031\u0032"}"#) == .int(12))
  }

  @Test func `unknown members are ignored, snake case among them`() throws {
    let members =
      #""x":{"a":[1,-2.5e3,{"b":null}],"c":"\n"},"name":"kept","start_time_unix_nano":"7","y":[[],{}],"z":true"#
    let span = try spans(json: request(members: members))[0]
    #expect(span.name == "kept")
    #expect(span.startTime == Timestamp(nanoseconds: 0))
  }

  @Test func `of a member that comes twice the second counts`() throws {
    let members = #"""
      "name":"a","name":"b","attributes":[{"key":"a"}],"attributes":[{"key":"b"}],"events":[{"name":"a"}],
      "links":[{"traceId":"zz"}],"events":[{"name":"b"},{}],"links":[{}],"status":{"code":2},"status":{"message":"m"}
      """#
    let span = try spans(json: request(members: members))[0]
    #expect(span.name == "b")
    #expect(span.attributes == [Attribute("b", .empty)])
    #expect(span.events.map(\.name) == ["b", ""])
    #expect(span.links.count == 1)
    #expect(span.status == SpanStatus(.unset, message: "m"))
    let one = request(members: #""name":"one""#).dropFirst().dropLast()
    let two = request(members: #""name":"two""#).dropFirst().dropLast()
    #expect(try spans(json: "{\(one),\(two)}").map(\.name) == ["two"])
    #expect(try Self.value(#"{"stringValue":"a","intValue":1}"#) == .int(1))
  }

  @Test func `members may come in any order, and white space anywhere`() throws {
    let text = """
      { "resourceSpans" : [ { "scopeSpans" : [ { "spans" : [ { "attributes" : [ { "value" : { "kvlistValue" :
      { "values" : [ { "value" : { "boolValue" : false } , "key" : "inner" } , { "key" : "none" } ] } } , "key" : "k" } ] ,
      "spanId" : "0102030405060708" , "traceId" : "0102030405060708090a0b0c0d0e0f10" } ] ,
      "scope" : { "name" : "lib" } } ] , "schemaUrl" : "r" , "resource" : { "attributes" :
      [ { "key" : "service.name" , "value" : { "stringValue" : "late" } } ] } } ] }\r\n\t
      """
    let span = try spans(json: text)[0]
    let list = AttributeValue.keyValueList([Attribute("inner", .bool(false)), Attribute("none", .empty)])
    #expect(span.attributes == [Attribute("k", list)])
    #expect(span.scope.name == "lib")
    #expect(span.resource.schemaURL == "r")
    #expect(span.resource.attributes == [Attribute("service.name", .string("late"))])
  }
}
