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
    var random = SeededGenerator(seed: 7)
    let batch = RandomSpans.batch(count: 200, using: &random)
    let encoded = OTLPProtobuf.encodeTraces(batch)
    var body = ByteBuffer(bytes: encoded)
    TelemetryTimes.move(&body, by: 5_000, signal: "traces")
    TelemetryTimes.move(&body, by: -5_000, signal: "traces")
    #expect(Array(body.readableBytesView) == encoded)
  }

  @Test("What is no protobuf does no harm", arguments: 0..<200)
  func survivesNonsense(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let bytes = (0..<Int.random(in: 0...300, using: &random)).map { _ in UInt8.random(in: 0...12, using: &random) }
    var body = ByteBuffer(bytes: bytes)
    TelemetryTimes.move(&body, by: 1, signal: "traces")
    TelemetryTimes.move(&body, by: 1, signal: "logs")
    #expect(body.readableBytes == bytes.count)
  }
}
