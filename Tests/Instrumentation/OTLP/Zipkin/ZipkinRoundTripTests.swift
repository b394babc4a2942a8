import OTLPFormat
import TelemetryModel
import TestSupport
import Testing

@Suite struct ZipkinRoundTripTests {
  private static let ids = #""traceId":"00000000000000a1","#

  @Test(arguments: [
    #""id":"00000000000000b2""#,
    #""parentId":"00000000000000c3","id":"00000000000000b2","kind":"SERVER","name":"get /","timestamp":1700000000000001,"duration":1"#,
    #""id":"00000000000000b2","timestamp":5,"localEndpoint":{"serviceName":"a","ipv4":"10.0.0.1","ipv6":"::1","port":80}"#,
    #""id":"00000000000000b2","timestamp":5,"localEndpoint":{"ipv6":"2001:db8::1"},"remoteEndpoint":{"serviceName":"b","port":9}"#,
    #""id":"00000000000000b2","annotations":[{"timestamp":7,"value":"cs"},{"timestamp":9,"value":"cr"}]"#,
    #""id":"00000000000000b2","timestamp":5,"tags":{"error":""}"#,
    #""id":"00000000000000b2","timestamp":5,"tags":{"error":"true"}"#,
    #""id":"00000000000000b2","timestamp":5,"tags":{"a":"1","error":"timed out"}"#,
    #""id":"00000000000000b2","timestamp":5,"tags":{"x":"\u0007\"\\","error":"false"}"#,
    #""id":"00000000000000b2","timestamp":5,"tags":{"otel.status_code":"ERROR","error":"e","otel.scope.name":"s"}"#,
    #""id":"00000000000000b2","timestamp":5,"tags":{"network.peer.address":"unix:/socket"},"debug":true,"shared":true"#,
  ])
  func `what came as Zipkin goes as it came`(_ members: String) throws {
    let json = "[{\(Self.ids)\(members)}]"
    let batch = try ZipkinFormat.decode(Array(json.utf8), receivedAt: Timestamp(nanoseconds: 1)).batch
    #expect(String(decoding: ZipkinFormat.encode(batch), as: UTF8.self) == json)
  }

  @Test func `spans that came as OTLP are written as OpenTelemetry's exporters do`() {
    let span = Span.stub(
      traceID: TraceID(high: 1, low: 2), name: "SELECT", kind: .client, durationNanoseconds: 10,
      attributes: [
        Attribute("server.address", .string("db.example")), Attribute("retries", .int(3)),
        Attribute("retries", .int(4)), Attribute("service.instance.id", .string("own")),
      ],
      events: [
        SpanEvent(
          time: Timestamp(nanoseconds: 1_700_000_000_000_001_999), name: "exception",
          attributes: [Attribute("exception.type", .string("E")), Attribute("n", .int(1))])
      ],
      links: [SpanLink(traceID: TraceID(high: 0, low: 9), spanID: SpanID(rawValue: 9))],
      status: SpanStatus(.error, message: "no such table"),
      resource: Resource(attributes: [
        Attribute("service.name", .string("shop")), Attribute("service.instance.id", .string("other")),
        Attribute("host.name", .string("h")),
      ]), scope: InstrumentationScope(name: "sql", version: "1.0"))
    let expected = [
      #"[{"traceId":"00000000000000010000000000000002","id":"0000000000000001","kind":"CLIENT","name":"SELECT","#,
      #""timestamp":1700000000000000,"duration":1,"localEndpoint":{"serviceName":"shop"},"#,
      #""remoteEndpoint":{"serviceName":"db.example"},"annotations":[{"timestamp":1700000000000001,"#,
      #""value":"{\"exception\":{\"exception.type\":\"E\",\"n\":1}}"}],"#,
      #""tags":{"server.address":"db.example","retries":"3","service.instance.id":"own","otel.status_code":"ERROR","#,
      #""error":"no such table","otel.scope.name":"sql","otel.scope.version":"1.0","host.name":"h"}}]"#,
    ]
    #expect(String(decoding: ZipkinFormat.encode(SpanBatch([span])), as: UTF8.self) == expected.joined())
  }

  @Test func `any spans are written as Zipkin that reads back and is written the same`() throws {
    for seed in 0..<40 as Range<UInt64> {
      let batch = SpanBatch(RandomSpans.make(seed: seed, count: 5))
      let written = ZipkinFormat.encode(batch)
      let result = try ZipkinFormat.decode(written, receivedAt: Timestamp(nanoseconds: 1))
      #expect(result.rejectionMessage.isEmpty, "seed \(seed)")
      #expect(result.batch.count == batch.count, "seed \(seed)")
      let again = ZipkinFormat.encode(result.batch)
      let third = try ZipkinFormat.decode(again, receivedAt: Timestamp(nanoseconds: 1)).batch
      #expect(ZipkinFormat.encode(third) == again, "seed \(seed)")
    }
  }
}
