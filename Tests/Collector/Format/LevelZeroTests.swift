import SegmentFormat
import TelemetryModel
import TestSupport
import Testing

@Suite struct LevelZeroTests {
  private func decode(_ bytes: [UInt8], segmentID: Int64) throws -> SpanBatch {
    try LevelZeroSegment.decode(bytes.span.bytes, segmentID: segmentID)
  }

  @Test(arguments: [UInt64(1), 2, 3, 4, 5])
  func everyFieldOfRandomSpansSurvives(seed: UInt64) throws {
    let batch = SpanBatch(RandomSpans.make(seed: seed, count: 300))
    var encoder = LevelZeroEncoder()
    let segment = encoder.encode(batch, segmentID: 7)
    let decoded = try decode(segment.bytes, segmentID: 7)
    #expect(decoded.spans == batch.spans, "seed \(seed)")
    #expect(segment.figures.spanCount == 300)
    #expect(segment.figures.traceCount == Set(batch.traceIDs).count)
    #expect(segment.figures.earliestStart == batch.startTimes.min())
    #expect(segment.figures.latestStart == batch.startTimes.max())
  }

  @Test func textCodesAreCarriedOverAsTheyAre() throws {
    let batch = SpanBatch(RandomSpans.make(seed: 11, count: 50))
    var encoder = LevelZeroEncoder()
    let decoded = try decode(encoder.encode(batch, segmentID: 1).bytes, segmentID: 1)
    #expect(decoded.names == batch.names)
    #expect(decoded.strings.arena == batch.strings.arena)
    #expect(decoded.shapes.slots == batch.shapes.slots)
  }

  @Test func aReusedEncoderMakesTheSameBytesAsANewOne() {
    let batch = SpanBatch(RandomSpans.make(seed: 12, count: 40))
    var encoder = LevelZeroEncoder()
    let first = encoder.encode(batch, segmentID: 1)
    #expect(encoder.encode(batch, segmentID: 1).bytes == first.bytes)
  }

  @Test func aSmallSegmentIsDeflatedForTheArchiveOnly() throws {
    let batch = SpanBatch(RandomSpans.make(seed: 19, count: 10))
    var encoder = LevelZeroEncoder()
    let plain = encoder.encode(batch, segmentID: 1).bytes
    let archived = encoder.encode(batch, segmentID: 1, .archived).bytes
    #expect(archived.count < plain.count)
    let text = batch.strings.arena
    #expect(plain.indices.contains { plain[$0...].starts(with: text) })
    #expect(!archived.indices.contains { archived[$0...].starts(with: text) })
    #expect(try decode(plain, segmentID: 1).spans == batch.spans)
    #expect(try decode(archived, segmentID: 1).spans == batch.spans)
  }

  @Test func segmentsOfAnySizeComeBack() throws {
    var encoder = LevelZeroEncoder()
    // One byte more of text each, across the size from which on segments are deflated.
    for byteCount in SegmentLimits.storedPackedByteCount - 100..<SegmentLimits.storedPackedByteCount {
      let span = Span.stub(name: String(repeating: "a", count: byteCount))
      let bytes = encoder.encode(SpanBatch([span]), segmentID: 1).bytes
      #expect(try decode(bytes, segmentID: 1).spans == [span], "a name of \(byteCount) bytes")
    }
  }

  @Test(arguments: [LevelZeroLifetime.untilMerge, .archived])
  func everyFlippedBitIsDetected(lifetime: LevelZeroLifetime) {
    let batch = SpanBatch(RandomSpans.make(seed: 13, count: 3))
    var encoder = LevelZeroEncoder()
    var bytes = encoder.encode(batch, segmentID: 3, lifetime).bytes
    for bit in 0..<bytes.count * 8 {
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(throws: SegmentError.self, "bit \(bit)") {
        try decode(bytes, segmentID: 3)
      }
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
    }
  }

  @Test(arguments: [LevelZeroLifetime.untilMerge, .archived])
  func everyTruncationIsDetected(lifetime: LevelZeroLifetime) {
    var encoder = LevelZeroEncoder()
    let bytes = encoder.encode(SpanBatch(RandomSpans.make(seed: 14, count: 6)), segmentID: 3, lifetime).bytes
    for length in 0..<bytes.count {
      #expect(throws: SegmentError.self, "\(length) bytes") {
        try decode(Array(bytes[..<length]), segmentID: 3)
      }
    }
  }

  @Test func aBlockInTheWrongPlaceIsDetected() {
    var encoder = LevelZeroEncoder()
    let segment = encoder.encode(SpanBatch(RandomSpans.make(seed: 15, count: 6)), segmentID: 3)
    #expect(throws: SegmentError.self) { try decode(segment.bytes, segmentID: 4) }
    #expect(throws: SegmentError.self) { try SegmentSummary(decoding: segment.summary, segmentID: 4) }
    #expect(throws: SegmentError.self) { try TraceFilter(decoding: segment.traceFilter, segmentID: 4) }
    #expect(throws: SegmentError.self) { try TraceFilter(decoding: segment.summary, segmentID: 3) }
  }

  @Test func theTraceFilterKnowsEveryTraceAndHardlyAnyOther() throws {
    let batch = SpanBatch(RandomSpans.make(seed: 16, count: 2_000))
    var encoder = LevelZeroEncoder()
    let filter = try TraceFilter(decoding: encoder.encode(batch, segmentID: 9).traceFilter, segmentID: 9)
    #expect(batch.traceIDs.allSatisfy(filter.mayContain))
    var generator = SeededGenerator(seed: 17)
    let strangers = (0..<10_000).map { _ in TraceID(high: generator.next(), low: generator.next()) }
    #expect(strangers.count(where: filter.mayContain) <= 1)
  }

  @Test func theSummaryListsTheDistinctOperations() throws {
    let batch = SpanBatch(RandomSpans.make(seed: 18, count: 500))
    var encoder = LevelZeroEncoder()
    let summary = try SegmentSummary(decoding: encoder.encode(batch, segmentID: 2).summary, segmentID: 2)
    let expected = Set(
      (0..<batch.count).map { row in
        [batch.strings.text(batch.serviceName(of: row)), batch.strings.text(batch.names[row]), batch.kinds[row].word]
      })
    let listed = summary.operations.map { operation in
      [
        String(decoding: operation.service, as: UTF8.self), String(decoding: operation.name, as: UTF8.self),
        operation.kind.word,
      ]
    }
    #expect(summary.isComplete)
    #expect(Set(listed) == expected)
    for entry in expected { #expect(summary.mayContain(service: entry[0], operation: entry[1])) }
    #expect(!summary.mayContain(service: "no such service", operation: nil))
  }
}
