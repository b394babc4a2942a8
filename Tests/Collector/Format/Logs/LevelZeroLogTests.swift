import SegmentFormat
import TelemetryModel
import TestSupport
import Testing

@Suite struct LevelZeroLogTests {
  private func encode(_ batch: LogBatch, segmentID: Int64 = 3) -> EncodedLogSegment {
    var encoder = LevelZeroLogEncoder()
    return encoder.encode(batch, segmentID: segmentID)
  }

  private func decode(_ bytes: [UInt8], segmentID: Int64 = 3) throws -> LogBatch {
    try LevelZeroLogSegment.decode(bytes.span.bytes, segmentID: segmentID)
  }

  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func `every field of random records survives`(_ seed: UInt64) throws {
    let batch = LogBatch(RandomLogs.make(seed: seed, count: 300))
    let segment = encode(batch)
    #expect(try batch.firstDifference(from: decode(segment.bytes)) == nil, "seed \(seed)")
    #expect(segment.recordCount == 300)
    let times = (0..<batch.count).map(batch.effectiveTime)
    #expect(segment.earliestTime == times.min())
    #expect(segment.latestTime == times.max())
  }

  @Test func `text codes are carried over as they are`() throws {
    let batch = LogBatch(RandomLogs.make(seed: 11, count: 50))
    let decoded = try decode(encode(batch).bytes)
    #expect(decoded.bodies == batch.bodies)
    #expect(decoded.strings.arena == batch.strings.arena)
    #expect(decoded.shapes.slots == batch.shapes.slots)
  }

  @Test func `every flipped bit is detected`() {
    let segment = encode(LogBatch(RandomLogs.make(seed: 13, count: 5)))
    for block in [segment.bytes, segment.summary, segment.wordFilter, segment.traceFilter] {
      var bytes = block
      for bit in 0..<bytes.count * 8 {
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        #expect(throws: SegmentError.self, "bit \(bit)") {
          switch bytes.count {
          case segment.bytes.count: _ = try decode(bytes)
          case segment.summary.count: _ = try LogSummary(decoding: bytes, segmentID: 3)
          case segment.wordFilter.count: _ = try BinaryFuseFilter(decoding: bytes, segmentID: 3)
          default: _ = try TraceFilter(decoding: bytes, segmentID: 3)
          }
        }
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      }
    }
  }

  @Test func `every truncation is detected, and so is the wrong place`() {
    let bytes = encode(LogBatch(RandomLogs.make(seed: 14, count: 5))).bytes
    for length in 0..<bytes.count {
      #expect(throws: SegmentError.self, "\(length) bytes") { try decode(Array(bytes[..<length])) }
    }
    #expect(throws: SegmentError.self) { try decode(bytes, segmentID: 4) }
  }

  /// Damage with a checksum that fits: what a reader may meet only if somebody made it so.
  @Test(arguments: 0..<4 as Range<UInt64>)
  func `no bytes behind a right checksum make the decoder trap`(_ seed: UInt64) {
    let original = encode(LogBatch(RandomLogs.make(seed: seed, count: 30))).bytes
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<2_000 {
      var bytes = original
      for _ in 0..<generator.number(1...3) {
        bytes[generator.number(12...bytes.count - 1)] = UInt8(truncatingIfNeeded: generator.next())
      }
      BlockHeader.seal(&bytes, segmentID: 3)
      if let batch = try? decode(bytes) { #expect(batch.records.count == batch.count) }
    }
  }

  @Test func `the trace filter knows traces by field and by attribute`() throws {
    let hex = "0af7651916cd43dd8448eb211c80319c"
    let own = TraceID(high: 7, low: 9)
    let batch = LogBatch([.stub(attributes: [Attribute("trace_id", .string(hex))]), .stub(traceID: own), .stub()])
    let filter = try TraceFilter(decoding: encode(batch).traceFilter, segmentID: 3)
    #expect(filter.fingerprints.count == 2)
    #expect(filter.mayContain(own) && filter.mayContain(TraceID(hex: hex)!))
    #expect(!filter.mayContain(.invalid))
  }

  @Test func `the summary counts records by service and severity`() throws {
    let batch = LogBatch([
      .stub(time: 5, severity: .error, service: "a"), .stub(time: 3, severity: .error, service: "a"),
      .stub(time: 9, severity: .info, service: "b"),
    ])
    let summary = try LogSummary(decoding: encode(batch).summary, segmentID: 3)
    #expect(summary.isComplete && summary.recordCount == 3)
    #expect(summary.earliestTime.nanoseconds == 3 && summary.latestTime.nanoseconds == 9)
    #expect(summary.groups.map(\.recordCount) == [2, 1])
    #expect(summary.mayContain(service: "a", atLeast: .error) && !summary.mayContain(service: "b", atLeast: .warn))
    #expect(!summary.mayContain(service: "c") && summary.mayContain(service: nil, atLeast: .error))
  }
}
