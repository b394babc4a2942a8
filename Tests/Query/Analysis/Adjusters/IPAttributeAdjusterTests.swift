import TelemetryModel
import Testing
import TraceAnalysis

struct IPAttributeAdjusterTests {
  private func adjusted(_ attributes: [Attribute], resource: [Attribute] = []) -> Span {
    var trace = AdjustedTrace(SpanBatch([.test(1, resource: resource, attributes: attributes)]))
    IPAttributeAdjuster().adjust(&trace)
    return trace.batch.span(at: 0)
  }

  @Test(
    arguments: [
      (AttributeValue.int(0x0102_0304), "1.2.3.4"), (.int(-1), "255.255.255.255"), (.int(1 << 32 | 8), "0.0.0.8"),
      (.double(16_909_060.75), "1.2.3.4"), (.double(.nan), "0.0.0.0"), (.double(1e300), "0.0.0.0"),
    ])
  func `numbers become dotted text`(value: AttributeValue, text: String) {
    let span = adjusted(
      [Attribute("a", .int(1)), Attribute("peer.ipv4", value), Attribute("ip", value)],
      resource: [Attribute("ip", value), Attribute("z", .int(2))])
    #expect(
      span.attributes == [
        Attribute("a", .int(1)), Attribute("peer.ipv4", .string(text)), Attribute("ip", .string(text)),
      ])
    #expect(span.resource.attributes == [Attribute("ip", .string(text)), Attribute("z", .int(2))])
  }

  @Test func `texts and other keys stay`() {
    let attributes = [
      Attribute("ip", .string("::1")), Attribute("port", .int(80)), Attribute("peer.ipv4", .bool(true)),
    ]
    #expect(adjusted(attributes).attributes == attributes)
  }
}
