import OTLPFormat
import TelemetryModel
import TestSupport
import Testing

@Suite struct NestingTests {
  private static let limit = ModelLimits.nestingDepth

  private static func nestedProtobuf(levels: Int) -> [UInt8] {
    // Built from the inside out, backwards, so that 200,000 levels stay cheap.
    var reversed = [UInt8]([0x18, 0x01].reversed())
    for _ in 0..<levels {
      for tag in [0x0A, 0x2A] as [UInt8] {
        reversed.append(contentsOf: Message.varint(UInt64(reversed.count)).reversed())
        reversed.append(tag)
      }
    }
    return Message.request(value: reversed.reversed())
  }

  private static func nestedJSON(levels: Int) -> [UInt8] {
    let open = String(repeating: #"{"arrayValue":{"values":["#, count: levels)
    let close = String(repeating: "]}}", count: levels)
    return Array(request(members: #""attributes":[{"key":"k","value":\#(open){"intValue":1}\#(close)}]"#).utf8)
  }

  private static func depth(of value: AttributeValue) -> Int {
    guard case .array(let elements) = value, let first = elements.first else { return 0 }
    return 1 + depth(of: first)
  }

  @Test func `values nest as deep as the limit allows, in both encodings`() throws {
    let fromProtobuf = try OTLPProtobuf.decodeTraces(Self.nestedProtobuf(levels: Self.limit)).batch
    #expect(Self.depth(of: fromProtobuf.spans[0].attributes[0].value) == Self.limit)
    let fromJSON = try OTLPJSON.decodeTraces(Self.nestedJSON(levels: Self.limit)).batch
    #expect(fromProtobuf.firstDifference(from: fromJSON) == nil)
    let again = try OTLPProtobuf.decodeTraces(OTLPProtobuf.encodeTraces(fromProtobuf)).batch
    #expect(fromProtobuf.firstDifference(from: again) == nil)
    #expect(try OTLPJSON.decodeTraces(OTLPJSON.encodeTraces(fromJSON)).batch.spans == fromJSON.spans)
  }

  @Test(arguments: [limit + 1, 200_000])
  func `deeper values are refused near the limit, not at their bottom`(_ levels: Int) {
    for (decode, bytes) in [
      (OTLPProtobuf.decodeTraces, Self.nestedProtobuf(levels: levels)),
      (OTLPJSON.decodeTraces, Self.nestedJSON(levels: levels)),
    ] as [(([UInt8]) throws(OTLPDecodeError) -> OTLPDecodeResult, [UInt8])] {
      let error = #expect(throws: OTLPDecodeError.self) { try decode(bytes) }
      #expect(error?.reason == .nestedTooDeep)
      #expect(error?.message.contains("deeper than \(Self.limit) levels") == true)
      #expect((error?.byteOffset ?? .max) < 10_000)
    }
  }

  @Test(arguments: ["[", "{\"x\":", "[{\"x\":["])
  func `an unknown JSON member of endless depth is refused near the limit`(_ open: String) {
    let text = #"{"unknown":"# + String(repeating: open, count: 200_000)
    let error = #expect(throws: OTLPDecodeError.self) { try OTLPJSON.decodeTraces(Array(text.utf8)) }
    #expect(error?.reason == .skippedTooDeep)
    #expect((error?.byteOffset ?? .max) < 10_000)
  }
}
