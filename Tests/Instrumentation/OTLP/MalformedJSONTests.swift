import OTLPFormat
import TelemetryModel
import TestSupport
import Testing

@Suite struct MalformedJSONTests {
  @Test(arguments: ["full", "values", "groups"])
  func `a text cut at any byte throws`(_ name: String) throws {
    let text = try Fixture.bytes("otlp/\(name).json")
    for length in 0..<text.count {
      #expect(throws: OTLPDecodeError.self, "cut at \(length)") { try OTLPJSON.decodeTraces(Array(text[..<length])) }
    }
  }

  @Test(
    arguments: [
      ("", .unexpectedEnd), ("null", .unexpectedByte), ("[]", .unexpectedByte), ("{} x", .trailingBytes),
      ("{}{}", .trailingBytes), ("{\"a\":1,}", .unexpectedByte), ("{,}", .unexpectedByte),
      ("{\"a\" 1}", .unexpectedByte),
      ("{\"a\":[1 2]}", .unexpectedByte), ("{\"a\":[1,]}", .unexpectedByte), ("{\"a\":tru}", .unexpectedByte),
      ("{\"a\":01}", .malformedNumber), ("{\"a\":-}", .malformedNumber), ("{\"a\":1.}", .malformedNumber),
      ("{\"a\":.5}", .unexpectedByte), ("{\"a\":1e}", .malformedNumber), ("{\"a\":+1}", .unexpectedByte),
      ("{\"a\":\"\n\"}", .malformedString), ("{\"a\":\"\\x\"}", .malformedString),
      ("{\"a\":\"\\u12g4\"}", .malformedString),
      ("{\"a\":'b'}", .unexpectedByte), ("{a:1}", .unexpectedByte), ("{\"a\":1}\u{0}", .trailingBytes),
      ("\u{FEFF}{}", .unexpectedByte), ("{\"resourceSpans\":{}}", .unexpectedByte),
      ("{\"resourceSpans\":[1]}", .unexpectedByte),
    ] as [(String, OTLPDecodeError.Reason)])
  func `malformed JSON is refused with a reason`(_ text: String, _ reason: OTLPDecodeError.Reason) {
    #expect { try OTLPJSON.decodeTraces(Array(text.utf8)) } throws: { ($0 as? OTLPDecodeError)?.reason == reason }
  }

  @Test(
    arguments: [
      (#""startTimeUnixNano":-1"#, .numberOutOfRange), (#""startTimeUnixNano":"1.5""#, .malformedNumber),
      (#""startTimeUnixNano":"12x""#, .malformedNumber), (#""startTimeUnixNano":"""#, .malformedNumber),
      (#""startTimeUnixNano":18446744073709551616"#, .malformedNumber), (#""kind":2147483648"#, .numberOutOfRange),
      (#""kind":"SPAN_KIND_BOGUS""#, .unknownEnumName), (#""flags":4294967296"#, .numberOutOfRange),
      (#""name":5"#, .unexpectedByte), (#""attributes":{}"#, .unexpectedByte),
      (#""attributes":[{"value":{"intValue":9223372036854775808}}]"#, .numberOutOfRange),
      (#""attributes":[{"value":{"boolValue":"true"}}]"#, .unexpectedByte),
      (#""attributes":[{"value":{"doubleValue":1e400}}]"#, .numberOutOfRange),
      (#""attributes":[{"value":{"doubleValue":"inf"}}]"#, .malformedNumber),
      (#""attributes":[{"value":{"bytesValue":"A"}}]"#, .malformedBase64),
      (#""attributes":[{"value":{"bytesValue":"AA!A"}}]"#, .malformedBase64),
      (#""attributes":[{"value":{"bytesValue":"AA==="}}]"#, .malformedBase64),
    ] as [(String, OTLPDecodeError.Reason)])
  func `values that do not fit their fields are refused`(_ members: String, _ reason: OTLPDecodeError.Reason) {
    #expect { try spans(json: request(members: members)) } throws: { ($0 as? OTLPDecodeError)?.reason == reason }
  }
}
