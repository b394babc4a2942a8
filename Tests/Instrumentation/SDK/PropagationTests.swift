import Skein
import Testing
import Tracing

struct PropagationTests {
  static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
  static let span = "00f067aa0ba902b7"

  static func tracer(_ propagators: [Propagator] = [.traceContext, .baggage]) -> SkeinTracer {
    var configuration = TelemetryConfiguration(serviceName: "test")
    configuration.tracing.propagators = propagators
    return InMemoryTelemetry(configuration).telemetry.tracer
  }

  @Test func `a traceparent is the parent of the spans below it`() async throws {
    let memory = InMemoryTelemetry()
    let context = Headers.extracted(memory.telemetry.tracer, ["traceparent": "00-\(Self.trace)-\(Self.span)-01"])
    memory.telemetry.tracer.startSpan("server", context: context, ofKind: .server).end()
    let span = try #require(await memory.spans().first)
    #expect(span.traceID == Self.trace)
    #expect(span.parentSpanID == Self.span)
    #expect(span.isParentRemote)
  }

  @Test(arguments: [
    "", "00", "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
    "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
    "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x",
    "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01more",
    "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01",
  ])
  func `a traceparent that breaks a rule is no trace at all`(_ header: String) {
    let context = Headers.extracted(Self.tracer(), ["traceparent": header, "tracestate": "a=1"])
    #expect(context.spanContext == nil)
  }

  @Test func `a later version is read as far as this one goes, and sent on as version 00`() {
    let tracer = Self.tracer()
    let context = Headers.extracted(tracer, ["traceparent": "cc-\(Self.trace)-\(Self.span)-03-what-the-future-holds"])
    #expect(Headers.injected(tracer, context)["traceparent"] == "00-\(Self.trace)-\(Self.span)-03")
  }

  @Test func `unknown flags are not sent on`() {
    let tracer = Self.tracer()
    let context = Headers.extracted(tracer, ["traceparent": "00-\(Self.trace)-\(Self.span)-ff"])
    #expect(Headers.injected(tracer, context)["traceparent"] == "00-\(Self.trace)-\(Self.span)-03")
  }

  @Test(arguments: [
    ("a=1,b=2", "a=1,b=2"), (" a=1 ,\t, b=2", "a=1,b=2"), ("a=1,a=2", nil), ("A=1", nil), ("a", nil), ("a=b=c", nil),
    ("tenant@vendor=x", "tenant@vendor=x"),
  ])
  func `a tracestate is passed on when it is valid`(_ header: String, _ expected: String?) {
    let tracer = Self.tracer()
    let context = Headers.extracted(
      tracer, ["traceparent": "00-\(Self.trace)-\(Self.span)-01", "tracestate": header])
    #expect(context.spanContext?.traceID == Self.trace, "a bad tracestate never invalidates the traceparent")
    #expect(Headers.injected(tracer, context)["tracestate"] == expected)
  }

  @Test func `a long tracestate loses long members first, then those at its end`() {
    let long = "long=" + String(repeating: "x", count: 200)
    let short = (0..<20).map { "k\($0)=" + String(repeating: "v", count: 25) }
    let tracer = Self.tracer()
    let context = Headers.extracted(
      tracer,
      [
        "traceparent": "00-\(Self.trace)-\(Self.span)-01",
        "tracestate": ([short[0], long] + short[1...]).joined(separator: ","),
      ])
    let state = context.spanContext?.traceState ?? ""
    #expect(state.utf8.count <= 512)
    #expect(state.hasPrefix(short[0] + "," + short[1]))
    #expect(!state.contains("long"))
  }

  @Test func `baggage comes in, can be changed, and goes out`() {
    let tracer = Self.tracer()
    var context = Headers.extracted(tracer, ["baggage": "user=J%C3%BCrgen;secret, size = 4, bad key=1, broken=%FF"])
    #expect(context.baggage["user"] == "Jürgen")
    #expect(context.baggage["size"] == "4")
    #expect(context.baggage["bad key"] == nil)
    #expect(context.baggage["broken"] == "\u{FFFD}")
    context.baggage["size"] = "a b,c"
    context.baggage["broken"] = nil
    #expect(Headers.injected(tracer, context)["baggage"] == "user=J%C3%BCrgen;secret,size=a%20b%2Cc")
  }

  @Test func `baggage is bounded`() {
    let tracer = Self.tracer()
    let many = (0..<100).map { "k\($0)=v" }.joined(separator: ",")
    #expect(Headers.extracted(tracer, ["baggage": many]).baggage.count == 64)
    #expect(Headers.extracted(tracer, ["baggage": "k=" + String(repeating: "v", count: 9000)]).baggage.isEmpty)
  }

  @Test func `a span keeps the baggage of its context`() {
    let tracer = Self.tracer()
    var context = ServiceContext.topLevel
    context.baggage["tenant"] = "7"
    tracer.withSpan("outer", context: context) { _ in
      tracer.withSpan("inner") { span in #expect(span.context.baggage["tenant"] == "7") }
    }
  }

  @Test(arguments: [
    ["b3": "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1"],
    ["b3": "4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-d-0000000000000001"],
    ["b3": "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7"],
    [
      "X-B3-TraceId": "4bf92f3577b34da6a3ce929d0e0e4736", "X-B3-SpanId": "00f067aa0ba902b7", "X-B3-Sampled": "true",
    ],
    ["x-b3-traceid": "4bf92f3577b34da6a3ce929d0e0e4736", "x-b3-spanid": "00f067aa0ba902b7", "x-b3-flags": "1"],
  ])
  func `B3 is read in both of its forms`(_ headers: [String: String]) {
    let context = Headers.extracted(Self.tracer([.b3Single]), headers)
    #expect(context.spanContext?.traceID == Self.trace)
    #expect(context.spanContext?.spanID == Self.span)
    #expect(context.spanContext?.isSampled == true)
  }

  @Test func `B3 is written in the form that was asked for`() {
    let headers = ["b3": "a3ce929d0e0e4736-\(Self.span)-0"]
    let single = Self.tracer([.b3Single])
    let padded = "0000000000000000a3ce929d0e0e4736"
    #expect(Headers.injected(single, Headers.extracted(single, headers)) == ["b3": "\(padded)-\(Self.span)-0"])
    let several = Self.tracer([.b3Multiple])
    #expect(
      Headers.injected(several, Headers.extracted(several, headers))
        == ["X-B3-TraceId": padded, "X-B3-SpanId": Self.span, "X-B3-Sampled": "0"])
  }

  @Test func `several forms are written side by side, and W3C's is read first`() {
    let tracer = Self.tracer([.traceContext, .b3Multiple, .b3Single])
    let context = Headers.extracted(
      tracer, ["traceparent": "00-\(Self.trace)-\(Self.span)-01", "b3": "a3ce929d0e0e4736-\(Self.span)-0"])
    #expect(context.spanContext?.traceID == Self.trace)
    #expect(
      Set(Headers.injected(tracer, context).keys)
        == ["traceparent", "X-B3-TraceId", "X-B3-SpanId", "X-B3-Sampled", "b3"])
  }
}
