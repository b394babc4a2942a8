import OTLPFormat
import TelemetryModel
import TelemetryTransfer
import TestSupport
import Testing

struct FixtureTests {
  private static let names = [
    "nezha-excerpt", "zipkin-ascend", "zipkin-envoy", "zipkin-messaging-kafka", "zipkin-messaging", "zipkin-messaging2",
    "zipkin-simple-db-p6", "zipkin-skew", "zipkin-yelp",
  ].map { $0 + ".traces.otlp.gz" }

  @Test("Real captures are read as gzip and the decoder alone would read them", arguments: names)
  func realCaptures(name: String) throws {
    let messages = try Fixture.messages(name)
    var expected = SpanBatch()
    for message in messages { expected.append(contentsOf: try OTLPProtobuf.decodeTraces(message).batch) }
    let files = TelemetryFiles(paths: [Fixture.path(name)])
    var read = SpanBatch()
    while let group = try files.nextGroup() { read.append(contentsOf: group.merged) }
    #expect(read.spans == expected.spans)
    #expect(files.counts.messageCount == messages.count && files.counts.rejected.spans == 0)
  }
}
