import LogPatterns
import SegmentFormat
import TelemetryModel
import TestSupport
import Testing

@Suite struct LevelOneLogTests {
  private func encode(_ batch: LogBatch) -> [UInt8] {
    var encoder = LevelOneLogEncoder()
    return encoder.encode(batch, segmentID: 3).bytes
  }

  /// The rows in the order in which level 1 keeps them.
  private func sorted(_ batch: LogBatch) -> LogBatch {
    let order = (0..<batch.count).sorted {
      (batch.effectiveTime(of: $0), $0) < (batch.effectiveTime(of: $1), $1)
    }
    var result = LogBatch()
    result.append(contentsOf: batch, rows: order)
    return result
  }

  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func `every field of random records survives, ordered by time`(_ seed: UInt64) throws {
    let batch = LogBatch(RandomLogs.make(seed: seed, count: 400))
    let decoded = try LevelOneLogSegment.decode(encode(batch), segmentID: 3)
    #expect(sorted(batch).firstDifference(from: decoded) == nil, "seed \(seed)")
  }

  @Test func `texts that look like templates survive`() throws {
    let bodies = [
      "\u{1}", "a\u{1}7", "\u{4}\u{8}", "x 12 y", "x 13 y", "00017", "007", "deadbeef01", "DEADBEEF01", "$1",
    ]
    let records = bodies.flatMap { [LogRecord.stub(body: .string($0)), .stub(body: .bytes(Array($0.utf8)))] }
    let decoded = try LevelOneLogSegment.decode(encode(LogBatch(records + records)), segmentID: 3)
    #expect(decoded.records == records + records)
  }

  @Test func `records that repeat trace, span and time in their text take few bytes`() throws {
    var generator = SeededGenerator(seed: 5)
    let records = (0..<2_000).map { number -> LogRecord in
      let trace = TraceID(high: 77, low: UInt64(number / 20 + 1))
      let span = SpanID(rawValue: 0xB000_0000_0000_0000 + UInt64(number / 5))
      let millisecond = generator.number(100...999)
      let time = 1_700_000_000_000_000_000 + UInt64(number) * 1_000_000_000 + UInt64(millisecond) * 1_000_000
      let text = "INFO .\(millisecond) TraceID: \(trace) SpanID: \(span) order \(number) took \(number % 90) ms"
      return .stub(time: time, body: .string(text), traceID: trace, spanID: span)
    }
    let bytes = encode(LogBatch(records))
    #expect(try LevelOneLogSegment.decode(bytes, segmentID: 3).records == records)
    #expect(bytes.count < 10 * records.count)
  }

  @Test func `every flipped bit and every truncation is detected`() {
    var bytes = encode(LogBatch(RandomLogs.make(seed: 13, count: 5)))
    for length in 0..<bytes.count {
      #expect(throws: SegmentError.self) { try LevelOneLogSegment.decode(Array(bytes[..<length]), segmentID: 3) }
    }
    for bit in 0..<bytes.count * 8 {
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(throws: SegmentError.self, "bit \(bit)") { try LevelOneLogSegment.decode(bytes, segmentID: 3) }
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
    }
  }

  /// Damage with a checksum that fits: what a reader may meet only if somebody made it so.
  @Test(arguments: 0..<4 as Range<UInt64>)
  func `no bytes behind a right checksum make the decoder trap`(_ seed: UInt64) {
    let original = encode(LogBatch(RandomLogs.make(seed: seed, count: 40)))
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<2_000 {
      var bytes = original
      for _ in 0..<generator.number(1...3) {
        bytes[generator.number(12...bytes.count - 1)] = UInt8(truncatingIfNeeded: generator.next())
      }
      BlockHeader.seal(&bytes, segmentID: 3)
      if let batch = try? LevelOneLogSegment.decode(bytes, segmentID: 3) { #expect(batch.records.count == batch.count) }
    }
  }

  @Test func `patterns name what bodies have in common`() {
    let batch = LogBatch([
      .stub(body: .string("order 12 from 10.0.0.1 paid")), .stub(body: .string("order 7 from 10.0.3.1 paid")),
      .stub(body: .string("ready")), .stub(body: .int(5)),
    ])
    #expect(
      LogPattern.patterns(of: batch, rows: 0..<4) == [
        LogPattern(text: "order <*> from <*> paid", recordCount: 2), LogPattern(text: "ready", recordCount: 1),
      ])
  }
}
