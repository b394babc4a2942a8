import OTLPFormat
import TelemetryModel
import TestSupport
import Testing

@Suite struct RejectedSpanTests {
  struct Fault: CustomTestStringConvertible {
    let testDescription: String
    let fields: [UInt8]
    let json: String
  }

  private static let zeros = [UInt8](repeating: 0, count: 16)

  /// Fields that, after valid IDs, make a span invalid.
  static let faults = [
    Fault(testDescription: "trace ID too short", fields: Message.field(1, [1]), json: #""traceId":"01""#),
    Fault(testDescription: "trace ID empty", fields: Message.field(1, []), json: #""traceId":"""#),
    Fault(
      testDescription: "trace ID zero", fields: Message.field(1, zeros),
      json: #""traceId":"00000000000000000000000000000000""#),
    Fault(
      testDescription: "span ID too long", fields: Message.field(2, Array(zeros[..<9])),
      json: #""spanId":"010203040506070809""#),
    Fault(
      testDescription: "span ID zero", fields: Message.field(2, Array(zeros[..<8])),
      json: #""spanId":"0000000000000000""#),
    Fault(
      testDescription: "parent of 7 bytes", fields: Message.field(4, Array(1...7)),
      json: #""parentSpanId":"01020304050607""#),
    Fault(
      testDescription: "link with a short trace ID", fields: Message.field(13, Message.field(1, [1])),
      json: #""links":[{},{"traceId":"zz"}]"#),
    Fault(
      testDescription: "link with a long span ID", fields: Message.field(13, Message.field(2, zeros)),
      json: #""links":[{"spanId":"000000000000000000"},{}]"#),
  ]

  @Test(arguments: faults)
  func `an invalid span is counted and left out, its neighbours are kept`(_ fault: Fault) throws {
    let event = Message.field(11, Message.field(3, Message.attribute("k", Message.field(1, "v"))))
    let good = Message.field(2, Message.ids + Message.field(5, "good") + event)
    let bad = Message.field(
      2, Message.ids + event + fault.fields + Message.field(9, Message.attribute("k", [])) + event)
    let result = try OTLPProtobuf.decodeTraces(Message.field(1, Message.field(2, good + bad + bad + good)))
    #expect(result.rejectedSpanCount == 2)
    #expect(result.rejectionMessage.hasPrefix("span 2 of the request: "))
    #expect(result.batch.spans.map(\.name) == ["good", "good"])
    #expect(result.batch.spans.map(\.events.count) == [1, 1])
    #expect(result.batch.spans.allSatisfy { $0.attributes.isEmpty })
  }

  @Test(arguments: faults)
  func `the same holds for JSON`(_ fault: Fault) throws {
    let good =
      #"{"traceId":"0102030405060708090A0B0C0D0E0F10","spanId":"0102030405060708","name":"good","events":[{}]}"#
    let bad = String(good.dropLast()) + "," + fault.json + "}"
    let text = #"{"resourceSpans":[{"scopeSpans":[{"spans":[\#(good),\#(bad),\#(bad),\#(good)]}]}]}"#
    let result = try OTLPJSON.decodeTraces(Array(text.utf8))
    #expect(result.rejectedSpanCount == 2)
    #expect(result.rejectionMessage.hasPrefix("span 2 of the request: "))
    #expect(result.batch.spans.map(\.name) == ["good", "good"])
    #expect(result.batch.spans.map(\.events.count) == [1, 1])
  }

  @Test func `an all-zero parent means none, and links may lack IDs`() throws {
    let fields =
      Message.field(4, [UInt8](repeating: 0, count: 8)) + Message.field(13, []) + Message.field(13, Message.ids)
    let result = try OTLPProtobuf.decodeTraces(Message.request(spanFields: fields))
    #expect(result.rejectedSpanCount == 0)
    #expect(result.rejectionMessage == "")
    #expect(result.batch.spans[0].parentSpanID == .none)
    #expect(result.batch.spans[0].links.map(\.traceID.isValid) == [false, true])
  }
}
