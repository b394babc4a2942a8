import TelemetryModel

extension Timestamp {
  /// 2026-01-02T03:04:05.000006007Z
  static let test = Timestamp(nanoseconds: 1_767_323_045_000_006_007)

  func adding(_ nanoseconds: UInt64) -> Timestamp { Timestamp(nanoseconds: self.nanoseconds + nanoseconds) }
}

extension Span {
  /// A span that started `offset` nanoseconds after `Timestamp.test`.
  static func test(
    trace: UInt64 = 0xABC, _ id: UInt64, under parent: UInt64 = 0, at offset: UInt64 = 0, duration: UInt64 = 1_500_000,
    name: String = "op", kind: SpanKind = .internal, service: String = "shop", attributes: [Attribute] = []
  ) -> Span {
    Span(
      traceID: TraceID(high: 0, low: trace), spanID: SpanID(rawValue: id), parentSpanID: SpanID(rawValue: parent),
      name: name, kind: kind, startTime: .test.adding(offset), endTime: .test.adding(offset + duration),
      attributes: attributes,
      resource: Resource(attributes: [
        Attribute("service.name", .string(service)), Attribute("host.name", .string("h")),
      ]))
  }

  /// A span with something in every field that Jaeger shows.
  static let complete: Span = {
    var span = Span(
      traceID: TraceID(high: 0x83a9_efd1_5c1c_98a9, low: 0x77e0_711c_c93e_e28b),
      spanID: SpanID(rawValue: 0xe127_af99_e3b3_e074), parentSpanID: SpanID(rawValue: 0x9095_41b9_2cf0_5311),
      name: "okey \"dokey\"", startTime: .test, endTime: .test.adding(123_999))
    span.kind = .server
    span.flags = 0x301
    span.traceState = "vendor=1"
    span.status = SpanStatus(.error, message: "it broke")
    span.scope = InstrumentationScope(name: "lib", version: "1.2")
    span.attributes = [
      Attribute("s", .string("x\u{1B}[31m")), Attribute("b", .bool(true)), Attribute("i", .int(42)),
      Attribute("big", .int(9_007_199_254_740_992)), Attribute("neg", .int(-9_007_199_254_740_991)),
      Attribute("d", .double(72.5)), Attribute("bin", .bytes([1, 2, 255])), Attribute("none", .empty),
      Attribute("list", .array([.int(1), .string("a")])),
      Attribute("map", .keyValueList([Attribute("z", .int(1)), Attribute("a", .bool(false))])),
    ]
    span.events = [
      SpanEvent(time: .test.adding(1_000), name: "named", attributes: [Attribute("k", .int(1))]),
      SpanEvent(time: .test.adding(2_000), name: "hidden", attributes: [Attribute("event", .string("own"))]),
    ]
    let childOf = [Attribute("opentracing.ref_type", .string("child_of"))]
    span.links = [
      SpanLink(traceID: TraceID(high: 0, low: 0xBEEF), spanID: SpanID(rawValue: 1)),
      SpanLink(traceID: span.traceID, spanID: SpanID(rawValue: 2), attributes: childOf),
      SpanLink(traceID: span.traceID, spanID: span.parentSpanID),
    ]
    span.resource = Resource(attributes: [
      Attribute("service.name", .string("telemetrygen")), Attribute("pid", .int(7)),
    ])
    return span
  }()
}
