import OTLPFormat
import TelemetryModel
import TestSupport
import Testing

@Suite struct RoundTripTests {
  @Test(arguments: 0..<60 as Range<UInt64>)
  func `random spans survive protobuf byte for byte`(_ seed: UInt64) throws {
    let batch = SpanBatch(RandomSpans.make(seed: seed, count: 1 + Int(seed)))
    let result = try OTLPProtobuf.decodeTraces(OTLPProtobuf.encodeTraces(batch))
    #expect(result.rejectedSpanCount == 0, "seed \(seed): \(result.rejectionMessage)")
    #expect(batch.firstDifference(from: result.batch) == nil, "seed \(seed)")
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func `random spans survive JSON`(_ seed: UInt64) throws {
    let spans = RandomSpans.make(seed: seed, count: 1 + Int(seed))
    let result = try OTLPJSON.decodeTraces(OTLPJSON.encodeTraces(SpanBatch(spans)))
    #expect(result.rejectedSpanCount == 0, "seed \(seed): \(result.rejectionMessage)")
    // The spans hold the canonical NaN only, unless random bits happened to make another.
    for (left, right) in zip(spans, result.batch.spans) where left != right {
      #expect(OTLPJSON.encodeTraces(SpanBatch([left])) == OTLPJSON.encodeTraces(SpanBatch([right])), "seed \(seed)")
    }
    #expect(result.batch.count == spans.count)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `JSON is one line of ASCII-safe text without control characters`(_ seed: UInt64) {
    let text = OTLPJSON.encodeTraces(SpanBatch(RandomSpans.make(seed: seed, count: 20)))
    #expect(text.allSatisfy { $0 >= 0x20 && $0 != 0x7F }, "seed \(seed)")
    #expect(String(validating: text, as: UTF8.self) != nil, "seed \(seed)")
    let hasC1 = String(decoding: text, as: UTF8.self).unicodeScalars.contains { (0x80...0x9F).contains($0.value) }
    #expect(!hasC1, "seed \(seed)")
  }

  @Test(arguments: [
    "nezha-excerpt", "zipkin-yelp", "zipkin-ascend", "zipkin-envoy", "zipkin-messaging", "zipkin-messaging2",
    "zipkin-messaging-kafka", "zipkin-simple-db-p6", "zipkin-skew",
  ])
  func `real captures survive both encodings`(_ name: String) throws {
    let messages = try Fixture.messages("\(name).traces.otlp.gz")
    #expect(!messages.isEmpty)
    for message in messages {
      let result = try OTLPProtobuf.decodeTraces(message)
      #expect(result.rejectedSpanCount == 0)
      let fromProtobuf = try OTLPProtobuf.decodeTraces(OTLPProtobuf.encodeTraces(result.batch))
      #expect(result.batch.firstDifference(from: fromProtobuf.batch) == nil)
      let fromJSON = try OTLPJSON.decodeTraces(OTLPJSON.encodeTraces(result.batch))
      #expect(result.batch.firstDifference(from: fromJSON.batch) == nil)
    }
  }

  @Test func `the excerpt of Train Ticket holds 2,856 spans in 41 traces`() throws {
    let batches = try Fixture.messages("nezha-excerpt.traces.otlp.gz").map { try OTLPProtobuf.decodeTraces($0).batch }
    #expect(batches.map(\.count).reduce(0, +) == 2856)
    #expect(Set(batches.flatMap(\.traceIDs)).count == 41)
  }

  @Test func `no bytes are no spans`() throws {
    #expect(try OTLPProtobuf.decodeTraces([]).batch.isEmpty)
    #expect(OTLPProtobuf.encodeTraces(SpanBatch()) == [])
    #expect(try spans(json: "{}").isEmpty)
    #expect(OTLPJSON.encodeTraces(SpanBatch()) == Array(#"{"resourceSpans":[]}"#.utf8))
  }
}
