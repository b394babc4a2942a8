import OTLPFormat
import TelemetryModel
import TestSupport
import Testing

@Suite struct ProtobufRulesTests {
  private static let span = Message.field(2, Message.ids)

  private static func resource(_ service: String) -> [UInt8] {
    Message.field(1, Message.field(1, Message.attribute("service.name", Message.field(1, service))))
  }

  @Test func `the resource may stand behind the spans`() throws {
    let first = Message.field(1, Message.field(2, Self.span) + Self.resource("late"))
    let second = Message.field(1, Self.resource("early") + Message.field(2, Self.span))
    let third = Message.field(1, Message.field(2, Self.span))
    let batch = try OTLPProtobuf.decodeTraces(first + second + third).batch
    #expect((0..<3).map { batch.strings.text(batch.serviceName(of: $0)) } == ["late", "early", "unknown_service"])
  }

  @Test func `the scope and both schema URLs may stand behind the spans`() throws {
    let scope = Message.field(1, Message.field(1, "lib") + Message.field(2, "1"))
    let scopeSpans = Message.field(2, Self.span + Self.span + Message.field(3, "s") + scope)
    let decoded = try spans(Message.field(1, scopeSpans + Message.field(3, "r") + Message.field(2, Self.span)))
    #expect(decoded.map(\.scope.name) == ["lib", "lib", ""])
    #expect(decoded.map(\.scope.version) == ["1", "1", ""])
    #expect(decoded.map(\.scope.schemaURL) == ["s", "s", ""])
    #expect(decoded.map(\.resource.schemaURL) == ["r", "r", "r"])
  }

  @Test func `parts of a resource, a scope and a status are joined`() throws {
    let more = Message.field(1, Message.field(1, Message.attribute("b", [])) + Message.field(2, varint: 5))
    let scope = Message.field(1, Message.field(1, "lib")) + Message.field(1, Message.field(2, "1"))
    let status = Message.field(15, Message.field(2, "why")) + Message.field(15, Message.field(3, varint: 2))
    let scopeSpans = Message.field(2, scope + Message.field(2, Message.ids + status))
    let decoded = try spans(Message.field(1, Self.resource("a") + scopeSpans + more))
    #expect(decoded[0].resource.attributes == [Attribute("service.name", .string("a")), Attribute("b", .empty)])
    #expect(decoded[0].resource.droppedAttributesCount == 5)
    #expect(decoded[0].scope.name == "lib")
    #expect(decoded[0].scope.version == "1")
    #expect(decoded[0].status == SpanStatus(.error, message: "why"))
  }

  @Test func `of a repeated scalar the last counts`() throws {
    let fields =
      Message.field(5, "first") + Message.field(6, varint: 1) + Message.field(5, "") + Message.field(6, varint: 3)
    let decoded = try spans(Message.request(spanFields: fields + Message.field(2, [8, 7, 6, 5, 4, 3, 2, 1])))
    #expect(decoded[0].name == "")
    #expect(decoded[0].kind == .client)
    #expect(decoded[0].spanID == SpanID(rawValue: 0x0807_0605_0403_0201))
  }

  @Test func `attributes of a span and of its events may alternate`() throws {
    let attribute = { (key: String) in Message.attribute(key, Message.field(1, key)) }
    let event = { (key: String) in Message.field(11, Message.field(3, attribute(key)) + Message.field(2, key)) }
    let link = Message.field(13, Message.field(4, attribute("l")))
    let fields = Message.field(9, attribute("a")) + event("x") + Message.field(9, attribute("b")) + link + event("y")
    let span = try spans(Message.request(spanFields: fields))[0]
    #expect(span.attributes.map(\.key) == ["a", "b"])
    #expect(span.events.map { $0.attributes.map(\.key) } == [["x"], ["y"]])
    #expect(span.links.map { $0.attributes.map(\.key) } == [["l"]])
  }

  @Test func `of several values in an AnyValue the last counts, nested ones too`() throws {
    let value = Message.field(1, "text") + Message.field(3, varint: 7)
    #expect(try spans(Message.request(value: value))[0].attributes == [Attribute("k", .int(7))])
    let array = Message.field(5, Message.field(1, value) + Message.field(1, []))
    #expect(try spans(Message.request(value: array))[0].attributes == [Attribute("k", .array([.int(7), .empty]))])
    let overridden = array + Message.field(1, "x")
    #expect(try spans(Message.request(value: overridden))[0].attributes == [Attribute("k", .string("x"))])
  }

  @Test func `the parts of a nested KeyValue may come in any order, twice, or not at all`() throws {
    let one = Message.field(3, varint: 1)
    let pairs: [[UInt8]] = [
      Message.field(2, one) + Message.field(1, "value first"), Message.field(1, "x") + Message.field(1, "key twice"),
      Message.field(2, Message.field(1, "s")) + Message.field(1, "value twice") + Message.field(2, one),
      Message.field(1, "empty joins") + Message.field(2, one) + Message.field(2, []), Message.field(2, one), [],
    ]
    let list = Message.field(6, pairs.flatMap { Message.field(1, $0) })
    let expected: [Attribute] = [
      Attribute("value first", .int(1)), Attribute("key twice", .empty), Attribute("value twice", .int(1)),
      Attribute("empty joins", .int(1)), Attribute("", .int(1)), Attribute("", .empty),
    ]
    #expect(try spans(Message.request(value: list))[0].attributes == [Attribute("k", .keyValueList(expected))])
  }

  @Test func `unknown fields of every wire type are skipped, groups too`() throws {
    let group =
      Message.varint(100 << 3 | 3) + Message.field(3, "x") + Message.varint(101 << 3 | 3)
      + Message.varint(101 << 3 | 4) + Message.varint(100 << 3 | 4)
    let unknown =
      Message.field(99, "text") + Message.field(98, varint: .max)
      + Message.varint(97 << 3 | 1) + [1, 2, 3, 4, 5, 6, 7, 8] + Message.varint(96 << 3 | 5) + [1, 2, 3, 4] + group
    // A known field of another wire type counts as unknown.
    let mistyped = Message.field(5, varint: 3) + Message.field(6, "text")
    let request = Message.request(spanFields: unknown + mistyped + Message.field(5, "name") + unknown)
    let decoded = try spans(unknown + request)
    #expect(decoded.map(\.name) == ["name"])
    #expect(decoded.map(\.kind) == [.unspecified])
  }

  @Test func `numbers that OTLP does not define, and odd times, are kept as sent`() throws {
    let status = Message.field(15, Message.field(3, varint: 9))
    let fields = Message.field(6, varint: 42) + status + [0x39] + [5, 0, 0, 0, 0, 0, 0, 0]
    let span = try spans(Message.request(spanFields: fields))[0]
    #expect(span.kind == SpanKind(rawValue: 42))
    #expect(span.status.code == SpanStatus.Code(rawValue: 9))
    #expect(span.startTime == Timestamp(nanoseconds: 5))
    #expect(span.endTime == Timestamp(nanoseconds: 0))
    #expect(span.durationNanoseconds == 0)
  }

  @Test func `texts are kept byte for byte, valid UTF-8 or not`() throws {
    let batch = try OTLPProtobuf.decodeTraces(Message.request(spanFields: Message.field(5, [0xFF, 0x41, 0xC0]))).batch
    #expect(Array(batch.strings[batch.names[0]]) == [0xFF, 0x41, 0xC0])
    let again = try OTLPProtobuf.decodeTraces(OTLPProtobuf.encodeTraces(batch)).batch
    #expect(batch.firstDifference(from: again) == nil)
    #expect(String(decoding: OTLPJSON.encodeTraces(batch), as: UTF8.self).contains("\"\u{FFFD}A\u{FFFD}\""))
  }

  @Test func `equal resources and scopes of several messages are kept once`() throws {
    let message = Message.field(1, Self.resource("a") + Message.field(2, Self.span))
    let batch = try OTLPProtobuf.decodeTraces(message + message + message).batch
    #expect(batch.count == 3)
    #expect(batch.resources.count == 1)
    #expect(batch.scopes.count == 1)
  }
}
