import OTLPFormat
import TelemetryModel
import Testing

@Suite struct ZipkinMalformedTests {
  @Test(
    arguments: [
      ("", .unexpectedEnd), ("null", .unexpectedByte), ("{}", .unexpectedByte), ("[1]", .unexpectedByte),
      ("[{}", .unexpectedEnd), ("[] x", .trailingBytes), (ZipkinText.list(#""timestamp":1.5"#), .malformedNumber),
      (ZipkinText.list(#""timestamp":"x""#), .malformedNumber), (ZipkinText.list(#""name":5"#), .unexpectedByte),
      (ZipkinText.list(#""duration":9223372036854775808"#), .numberOutOfRange),
      (ZipkinText.list(#""tags":{"a":{}}"#), .unexpectedByte), (ZipkinText.list(#""tags":{"a":[1]}"#), .unexpectedByte),
      (ZipkinText.list(#""tags":[]"#), .unexpectedByte), (ZipkinText.list(#""tags":{"a":tru}"#), .unexpectedByte),
      (ZipkinText.list(#""shared":"yes""#), .unexpectedByte),
      (ZipkinText.list(#""x":"# + String(repeating: "[", count: 101)), .skippedTooDeep),
    ] as [(String, OTLPDecodeError.Reason)])
  func `what is no list of spans is refused with a reason`(_ text: String, _ reason: OTLPDecodeError.Reason) {
    #expect { try ZipkinFormat.decode(Array(text.utf8)) } throws: { ($0 as? OTLPDecodeError)?.reason == reason }
  }

  @Test func `a list cut at any byte throws`() {
    let text = Array(ZipkinText.list(#""tags":{"a":"\u00e9"},"annotations":[{"timestamp":1,"value":"x"}]"#).utf8)
    for length in 0..<text.count {
      #expect(throws: OTLPDecodeError.self, "cut at \(length)") { try ZipkinFormat.decode(Array(text[..<length])) }
    }
  }

  @Test(
    arguments: [
      (#"{}"#, "traceId"), (#"{"traceId":"x","id":"1"}"#, "traceId"), (#"{"traceId":"0","id":"1"}"#, "traceId"),
      (#"{"traceId":"\#(String(repeating: "1", count: 33))","id":"1"}"#, "traceId"),
      (#"{"traceId":"1"}"#, "id must"), (#"{"traceId":"1","id":"12345678901234567"}"#, "id must"),
      (#"{"traceId":"1","id":"1","parentId":"-"}"#, "parentId"), (#"{"traceId":"1","id":"1","kind":"client"}"#, "kind"),
      (#"{"traceId":"1","id":"1","localEndpoint":{"port":65536}}"#, "port"),
      (#"{"traceId":"1","id":"1","timestamp":18446744073709552}"#, "timestamp"),
      (#"{"traceId":"1","id":"1","binaryAnnotations":[]}"#, "version 1"), ("null", "traceId"),
    ])
  func `a span that cannot be kept is left out with a reason, and takes nothing with it`(
    _ span: String, _ word: String
  ) throws {
    let good = #"{"traceId":"a","id":"b","timestamp":1,"annotations":[{"timestamp":2,"value":"x"}],"tags":{"k":"v"}}"#
    let annotated =
      span.hasSuffix("}") && span.count > 2
      ? span.dropLast() + #","annotations":[{"timestamp":3,"value":"{\"lost\":{\"a\":1}}"}],"tags":{"lost":"1"}}"#
      : span[...]
    let result = try ZipkinFormat.decode(Array("[\(good),\(annotated),\(good)]".utf8))
    #expect(result.rejectedSpanCount == 1)
    #expect(result.rejectionMessage.hasPrefix("span 2 of the list: "))
    #expect(result.rejectionMessage.contains(word))
    #expect(try result.batch.spans == zipkinSpans("[\(good),\(good)]"))
  }

  @Test func `a member that comes twice counts as it came last`() throws {
    let span = try #require(
      try zipkinSpan(
        """
        "kind":"odd","kind":"CLIENT","timestamp":9,"timestamp":1,"tags":{"a":"1"},"tags":{"b":"2"},
        "annotations":[{"timestamp":1,"value":"x"}],"annotations":[{"timestamp":1,"value":"y"}]
        """))
    #expect(span.kind == .client)
    #expect(span.startTime.nanoseconds == 1_000)
    #expect(span.attributes == [Attribute("b", .string("2"))])
    #expect(span.events.map(\.name) == ["y"])
  }

  @Test func `a message that unfolds to far more than its length is refused`() {
    let annotations = String(repeating: "{},", count: 400_000) + "{}"
    #expect { try ZipkinFormat.decode(Array(ZipkinText.list(#""annotations":[\#(annotations)]"#).utf8)) } throws: {
      ($0 as? OTLPDecodeError)?.reason == .tooManyEntries
    }
  }
}
