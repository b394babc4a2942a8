import SegmentFormat
import TelemetryModel
import TestSupport
import Testing

@Suite struct LevelOneRoundTripTests {
  @Test(arguments: [UInt64(1), 2, 3, 4, 5])
  func everyFieldOfRandomSpansSurvives(seed: UInt64) throws {
    try LevelOneCheck.roundTrip(RandomSpans.make(seed: seed, count: 400), "seed \(seed)")
  }

  @Test(arguments: [UInt64(21), 22, 23, 24, 25])
  func spansOfFewTracesWithAnyParentsSurvive(seed: UInt64) throws {
    try LevelOneCheck.roundTrip(LevelOneCheck.relatedSpans(seed: seed, count: 500), "seed \(seed)")
  }

  @Test(arguments: [UInt64(31), 32, 33])
  func everyTraceIsFoundOnItsOwn(seed: UInt64) throws {
    let batch = SpanBatch(LevelOneCheck.relatedSpans(seed: seed, count: 300))
    let segment = try LevelOneCheck.segment(of: batch)
    for id in Set(batch.traceIDs) {
      let rows = (0..<batch.count).filter { batch.traceIDs[$0] == id }
      var expected = SpanBatch()
      expected.append(contentsOf: batch, rows: rows)
      #expect(LevelOneCheck.sameSpans(try segment.trace(id), expected), "seed \(seed), trace \(id)")
    }
    #expect(try segment.trace(TraceID(high: 1, low: 1)).isEmpty)
  }

  @Test func aSingleSpanSurvives() throws { try LevelOneCheck.roundTrip([.stub()]) }

  @Test func spansSentTwiceAreKeptTwice() throws {
    let span = Span.stub(attributes: [Attribute("k", .string("v"))])
    try LevelOneCheck.roundTrip([span, span, span])
  }

  @Test func countsAndTimesDescribeTheSpans() {
    let batch = SpanBatch(RandomSpans.make(seed: 41, count: 200))
    var encoder = LevelOneEncoder()
    let encoded = encoder.encode(batch, segmentID: 3)
    #expect(encoded.figures.spanCount == 200)
    #expect(encoded.figures.traceCount == Set(batch.traceIDs).count)
    #expect(encoded.figures.earliestStart == batch.startTimes.min())
    #expect(encoded.figures.latestStart == batch.startTimes.max())
    #expect(encoded.columnFigures.byteCount <= encoded.byteCount)
  }

  @Test func aReusedEncoderMakesTheSameBytesAsANewOne() {
    let batch = SpanBatch(RandomSpans.make(seed: 42, count: 100))
    var encoder = LevelOneEncoder()
    let first = encoder.encode(batch, segmentID: 1).parts.map(\.bytes)
    #expect(encoder.encode(batch, segmentID: 1).parts.map(\.bytes) == first)
    var other = LevelOneEncoder()
    #expect(other.encode(batch, segmentID: 1).parts.map(\.bytes) == first)
  }
}
