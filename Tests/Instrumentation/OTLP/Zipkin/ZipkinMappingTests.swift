import OTLPFormat
import TelemetryModel
import Testing

@Suite struct ZipkinMappingTests {
  @Test func `every field of a span finds its place`() throws {
    let span = try #require(
      try zipkinSpans(
        """
        [{"traceId":"5af7183fb1d4cf5f5af7183fb1d4cf60","parentId":"6b221d5bc9e6496c","id":"352bff9a74ca9ad2",
        "kind":"CLIENT","name":"get /api","timestamp":1556604172355737,"duration":1431,
        "localEndpoint":{"serviceName":"backend","ipv4":"192.168.99.1","port":3306},
        "remoteEndpoint":{"serviceName":"mysql","ipv6":"2001:db8::c001","port":3307},
        "annotations":[{"timestamp":1556604172355800,"value":"ws"}],
        "tags":{"http.method":"GET","http.path":"/api"},"debug":true,"shared":true,"unknown":{"a":[1]}}]
        """
      ).first)
    #expect(span.traceID == TraceID(hex: "5af7183fb1d4cf5f5af7183fb1d4cf60"))
    #expect(span.parentSpanID == SpanID(hex: "6b221d5bc9e6496c"))
    #expect(span.spanID == SpanID(hex: "352bff9a74ca9ad2"))
    #expect(span.kind == .client)
    #expect(span.name == "get /api")
    #expect(span.startTime == Timestamp(nanoseconds: 1_556_604_172_355_737_000))
    #expect(span.endTime == Timestamp(nanoseconds: 1_556_604_172_357_168_000))
    #expect(span.resource.attributes == [Attribute("service.name", .string("backend"))])
    #expect(span.events.map(\.name) == ["ws"])
    #expect(span.events.map(\.time) == [Timestamp(nanoseconds: 1_556_604_172_355_800_000)])
    #expect(
      span.attributes == [
        Attribute("http.method", .string("GET")), Attribute("http.path", .string("/api")),
        Attribute("peer.service", .string("mysql")), Attribute("network.peer.address", .string("2001:db8::c001")),
        Attribute("network.local.address", .string("192.168.99.1")), Attribute("network.peer.port", .int(3_307)),
        Attribute("network.local.port", .int(3_306)), Attribute("zipkin.shared", .bool(true)),
        Attribute("zipkin.debug", .bool(true)),
      ])
  }

  @Test(
    arguments: [
      (#""error":"""#, .error, "", ["error"]), (#""error":"true""#, .error, "", []),
      (#""error":"timed out""#, .error, "timed out", []), (#""error":"false""#, .unset, "", ["error"]),
      (#""error":true"#, .error, "", []), (#""otel.status_code":"OK""#, .ok, "", []),
      (#""otel.status_code":"ERROR","error":"boom""#, .error, "boom", []),
      (#""otel.status_code":"ERROR","otel.status_description":"boom""#, .error, "boom", []),
      (#""otel.status_description":"boom","otel.status_code":"ERROR","error":"boom""#, .error, "boom", []),
      (#""otel.status_description":"why","error":"boom""#, .error, "boom", ["otel.status_description"]),
      (#""otel.status_code":"2""#, .unset, "", ["otel.status_code"]),
      (#""otel.status_description":"fine""#, .unset, "", ["otel.status_description"]),
    ] as [(String, SpanStatus.Code, String, [String])])
  func `tags about the outcome become the status`(
    _ tags: String, _ code: SpanStatus.Code, _ message: String, _ kept: [String]
  ) throws {
    let span = try #require(try zipkinSpan(#""tags":{\#(tags)},"timestamp":1"#))
    #expect(span.status == SpanStatus(code, message: message))
    #expect(span.attributes.map(\.key) == kept)
  }

  @Test(
    arguments: [
      (#""kind":"SERVER""#, .server), (#""kind":"PRODUCER""#, .producer), (#""kind":"CONSUMER""#, .consumer),
      (#""kind":null"#, .internal), ("", .internal), (#""tags":{"span.kind":"server"}"#, .server),
      (#""tags":{"span.kind":"odd"}"#, .internal), (#""kind":"CLIENT","tags":{"span.kind":"server"}"#, .client),
    ] as [(String, SpanKind)])
  func `a span without a kind is internal unless a tag tells`(_ members: String, _ kind: SpanKind) throws {
    #expect(try zipkinSpan(members)?.kind == kind)
  }

  @Test func `the scope and the trace state come from the tags that SDKs write`() throws {
    let span = try #require(
      try zipkinSpan(
        #""timestamp":1,"tags":{"otel.library.name":"lib","otel.scope.name":"lib","otel.scope.version":"2","w3c.tracestate":"a=b"}"#
      ))
    #expect(span.scope == InstrumentationScope(name: "lib", version: "2"))
    #expect(span.traceState == "a=b")
    #expect(span.attributes.isEmpty)
    #expect(try zipkinSpan(#""tags":{"otel.library.name":"old","otel.library.version":"1"}"#)?.scope.name == "old")
  }

  @Test(
    arguments: [
      ("", 77, 77, true),
      (#""annotations":[{"timestamp":9,"value":"x"},{"timestamp":5,"value":"y"}]"#, 5_000, 5_000, true),
      (#""duration":3"#, 77, 3_077, true), (#""timestamp":0,"duration":-4"#, 77, 77, true),
      (#""timestamp":6"#, 6_000, 6_000, false), (#""timestamp":"6","duration":2.0"#, 6_000, 8_000, false),
    ] as [(String, UInt64, UInt64, Bool)])
  func `a span without a timestamp starts with its first annotation or when it is received`(
    _ members: String, _ start: UInt64, _ end: UInt64, _ isMarked: Bool
  ) throws {
    let span = try #require(try zipkinSpans(ZipkinText.list(members), receivedAt: 77).first)
    #expect(span.startTime.nanoseconds == start)
    #expect(span.endTime.nanoseconds == end)
    #expect(span.attributes.contains { $0.key == "otel.zipkin.absentField.startTime" } == isMarked)
  }

  @Test func `an annotation without a time happened when its span began`() throws {
    let span = try #require(try zipkinSpan(#""timestamp":4,"annotations":[{"value":"x"}]"#))
    #expect(span.events.map(\.time.nanoseconds) == [4_000])
  }

  @Test(
    arguments: [
      ("1", "0000000000000001"), ("48485A3953BB6124", "48485a3953bb6124"),
      ("00000000000000000000000000000009", "0000000000000009"),
    ])
  func `short IDs are filled up with zeros`(_ trace: String, _ low: String) throws {
    let span = try zipkinSpans(#"[{"traceId":"\#(trace)","id":"b","parentId":"0b"}]"#).first
    #expect(span?.traceID.description == String(repeating: "0", count: 16) + low)
    #expect(span?.spanID == SpanID(rawValue: 11))
    #expect(span?.parentSpanID == SpanID.none, "a span is not its own parent")
  }

  @Test func `a tag goes before the field that says the same, and values of other types are texts`() throws {
    let span = try #require(
      try zipkinSpan(
        #""timestamp":1,"remoteEndpoint":{"serviceName":"b"},"tags":{"peer.service":"a","n":1.50,"t":true,"z":null}"#))
    #expect(
      span.attributes == [
        Attribute("peer.service", .string("a")), Attribute("n", .string("1.50")), Attribute("t", .string("true")),
      ])
  }

  @Test(
    arguments: [
      (#"{\"e\":{}}"#, "e", []), (#" {\"e\":{}}"#, #" {"e":{}}"#, []), (#"{\"e\":1}"#, #"{"e":1}"#, []),
      (
        #"{\"e\": {\"t\": \"x\", \"n\": -3, \"d\": 2.0, \"b\": false}}"#, "e",
        [
          Attribute("t", .string("x")), Attribute("n", .int(-3)), Attribute("d", .double(2)),
          Attribute("b", .bool(false)),
        ]
      ), (#"{\"e\":{\"a\":[1]}}"#, #"{"e":{"a":[1]}}"#, []), (#"{\"e\":{},\"f\":{}}"#, #"{"e":{},"f":{}}"#, []),
      (#"{\"e\":{\"a\":1}}}"#, #"{"e":{"a":1}}}"#, []), ("{", "{", []), ("{}", "{}", []), ("", "", []),
    ] as [(String, String, [Attribute])])
  func `an annotation in which an exporter put an event is that event`(
    _ value: String, _ name: String, _ attributes: [Attribute]
  ) throws {
    let span = try #require(try zipkinSpan(#""annotations":[{"value":"\#(value)","timestamp":5}]"#))
    #expect(span.events.map(\.name) == [name])
    #expect(span.events.first?.attributes == attributes)
  }
}
