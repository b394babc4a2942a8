import DemoShop
import NIOCore
import OTLPFormat
import TelemetryModel
import TestSupport
import Testing

@Suite("Times of telemetry")
struct TelemetryTimesTests {
  @Test("All times of spans and events move, and nothing else changes")
  func movesSpans() throws {
    let later: UInt64 = 40_000_000_000
    func spans(_ offset: UInt64) -> SpanBatch {
      let start = 1_700_000_000_000_000_000 + offset
      let event = SpanEvent(time: Timestamp(nanoseconds: start + 5), name: "retry")
      return SpanBatch([
        .stub(start: start, attributes: [Attribute("count", .int(7))], events: [event, event]),
        .stub(spanID: SpanID(rawValue: 2), start: start + 9, links: []),
      ])
    }
    var body = ByteBuffer(bytes: OTLPProtobuf.encodeTraces(spans(0)))
    TelemetryTimes.move(&body, by: Int64(later), signal: "traces")
    #expect(Array(body.readableBytesView) == OTLPProtobuf.encodeTraces(spans(later)))
    TelemetryTimes.move(&body, by: -Int64(later), signal: "traces")
    #expect(Array(body.readableBytesView) == OTLPProtobuf.encodeTraces(spans(0)))
  }

  @Test("Log records move by both of their times; metrics stay")
  func movesLogs() throws {
    func logs(_ offset: UInt64) -> LogBatch {
      LogBatch([.stub(time: 1_700_000_000_000_000_000 + offset)])
    }
    let original = OTLPProtobuf.encodeLogs(logs(0))
    var body = ByteBuffer(bytes: original)
    TelemetryTimes.move(&body, by: 1_000, signal: "metrics")
    #expect(Array(body.readableBytesView) == original)
    TelemetryTimes.move(&body, by: 1_000, signal: "logs")
    #expect(Array(body.readableBytesView) == OTLPProtobuf.encodeLogs(logs(1_000)))
  }

  @Test("What is no protobuf does no harm", arguments: 0..<200 as Range<UInt64>)
  func survivesNonsense(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let bytes = (0..<Int.random(in: 0...300, using: &random)).map { _ in UInt8.random(in: 0...12, using: &random) }
    var body = ByteBuffer(bytes: bytes)
    TelemetryTimes.move(&body, by: 1, signal: "traces")
    TelemetryTimes.move(&body, by: 1, signal: "logs")
    #expect(body.readableBytes == bytes.count, "seed \(seed)")
  }
}
