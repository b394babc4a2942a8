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

  /// What both ways of reading the same headers find.
  private func contexts(_ headers: [(String, String)], _ propagators: [Propagator]) -> [ServiceContext] {
    let tracer = Self.tracer(propagators)
    var context = ServiceContext.topLevel
    var reader = tracer.contextReader()
    for (name, value) in headers { reader.read(name, value) }
    reader.finish(into: &context)
    return [context, Headers.extracted(tracer, Dictionary(headers) { "\($0),\($1)" })]
  }

  @Test(arguments: [
    [("TraceParent", "00-\(trace)-\(span)-01"), ("tracestate", "a=1"), ("Tracestate", "b=2")],
    [("traceparent", "00-\(trace)-\(span)-01"), ("traceparent", "00-\(trace)-\(span)-01")],
    [("BAGGAGE", "user=J%C3%BCrgen"), ("x-correlation-id", "order-7"), ("host", "shop"), ("accept", "*/*")],
    [("baggage", "a=1"), ("baggage", "b=2"), ("x-correlation-ie", "no")],
    [("b3", "\(trace)-\(span)-1"), ("X-B3-Sampled", "0")],
    [("x-b3-traceid", trace), ("X-B3-SPANID", span), ("x-b3-sampled", "0"), ("X-Request-Id", "abcdefg")],
    [("X-B3-TraceId", trace), ("X-B3-SpanId", span), ("X-B3-Flags", "1")], [("tracestate", "a=1")], [],
  ])
  func `reading in one pass finds what looking up finds`(_ headers: [(String, String)]) {
    for propagators in [[Propagator.traceContext, .baggage], [.traceContext, .baggage, .b3Multiple], [.b3Single], []] {
      // A dictionary has one value for a name: names that differ in case alone are not looked up together.
      let lowercased = headers.map { ($0.0.lowercased(), $0.1) }
      let found = contexts(lowercased, propagators)
      #expect(found[0].spanContext == found[1].spanContext)
      #expect(found[0].baggage == found[1].baggage)
      #expect(found[0].correlationID == found[1].correlationID)
      let asSent = contexts(headers, propagators)[0]
      #expect(asSent.spanContext == found[0].spanContext && asSent.baggage == found[0].baggage)
    }
  }

  @Test func `digits of all kinds are told from what is none`() {
    let tracer = Self.tracer()
    for byte in UInt8.min...UInt8.max {
      let character = String(decoding: [byte], as: UTF8.self)
      let header = "00-4bf92f3577b34d\(character)6a3ce929d0e0e4736-00f067aa0ba902b7-01"
      let isDigit = "0123456789abcdef".contains(character)
      let context = Headers.extracted(tracer, ["traceparent": header])
      #expect((context.spanContext != nil) == isDigit, "\(byte)")
      if isDigit { #expect(Headers.injected(tracer, context)["traceparent"] == header) }
    }
  }
}
