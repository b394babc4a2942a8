import OTLPFormat
import TelemetryModel
import TestSupport
import Testing

@Suite struct JSONWriterTests {
  private static func sample(_ style: JSONWriter.Style) -> String {
    var writer = JSONWriter(style)
    writer.beginObject()
    writer.key("list")
    writer.beginArray()
    writer.int(-1)
    writer.quoted(UInt64.max)
    writer.double(1.5)
    writer.double(.nan)
    writer.null()
    writer.bool(true)
    writer.beginObject()
    writer.endObject()
    writer.beginArray()
    writer.endArray()
    writer.endArray()
    writer.key("a\"b")
    writer.string("text")
    writer.key("id")
    writer.id(SpanID(rawValue: 0xAB))
    writer.endObject()
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  @Test func `compact text has commas and no white space`() {
    #expect(
      Self.sample(.compact)
        == #"{"list":[-1,"18446744073709551615",1.5,"NaN",null,true,{},[]],"a\"b":"text","id":"00000000000000ab"}"#)
  }

  @Test func `pretty text has one value a line and four spaces a level`() {
    #expect(
      Self.sample(.pretty) == #"""
        {
            "list": [
                -1,
                "18446744073709551615",
                1.5,
                "NaN",
                null,
                true,
                {},
                []
            ],
            "a\"b": "text",
            "id": "00000000000000ab"
        }
        """#)
  }

  @Test func `control characters of C0, DEL and C1 are escaped`() {
    var writer = JSONWriter()
    writer.string("\u{0}\u{1B}\u{7F}\u{80}\u{9F}\u{A0}\"\\\n")
    #expect(String(decoding: writer.bytes, as: UTF8.self) == "\"\\u0000\\u001b\\u007f\\u0080\\u009f\u{A0}\\\"\\\\\\n\"")
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `ill-formed UTF-8 is repaired just as the standard library does it`(_ seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<500 {
      // Bytes that start, continue or break sequences.
      let pool: [UInt8] = [0x41, 0x80, 0xA0, 0xBF, 0xC1, 0xC3, 0xE0, 0xE2, 0xED, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF, 0x90]
      let bytes = (0..<generator.number(0...12)).map { _ in generator.pick(pool) }
      var writer = JSONWriter()
      writer.string(bytes[...])
      #expect(String(validating: writer.bytes, as: UTF8.self) != nil, "seed \(seed), bytes \(bytes)")
      // As bytes: a combining character would join the quotation mark before it.
      let unescaped = writer.bytes.dropFirst().dropLast().replacing(Array("\\u0080".utf8), with: [0xC2, 0x80])
        .replacing(Array("\\u0090".utf8), with: [0xC2, 0x90])
      #expect(Array(unescaped) == Array(String(decoding: bytes, as: UTF8.self).utf8), "seed \(seed), bytes \(bytes)")
    }
  }

  @Test func `single attribute values are written as OTLP writes them`() throws {
    let values: [(AttributeValue, String)] = [
      (.empty, "{}"), (.string("a"), #"{"stringValue":"a"}"#), (.int(.min), #"{"intValue":"-9223372036854775808"}"#),
      (.double(-.infinity), #"{"doubleValue":"-Infinity"}"#), (.bytes([1, 2]), #"{"bytesValue":"AQI="}"#),
      (.array([.bool(false)]), #"{"arrayValue":{"values":[{"boolValue":false}]}}"#),
      (
        .keyValueList([Attribute("k", .empty)]), #"{"kvlistValue":{"values":[{"key":"k","value":{}}]}}"#
      ),
    ]
    for (value, json) in values {
      let batch = SpanBatch([.stub(attributes: [Attribute("a", value)])])
      let list = batch.attributes[0]
      let slot = try #require(batch.shapes[list.shape].first)
      var writer = JSONWriter()
      writer.anyValue(slot.kind, batch.payloads[Int(list.firstPayload)], in: batch)
      #expect(String(decoding: writer.bytes, as: UTF8.self) == json)
    }
  }
}
