import ConditionTesting
import SegmentFormat
import SegmentScan
import TelemetryModel
import TelemetryStorage
import TestSupport
import Testing

struct ColumnarSegmentTests {
  private func matches(_ condition: SpanCondition, _ segment: some ColumnarSegment) throws -> [SpanMatch] {
    var found: [SpanMatch] = []
    try segment.matches(condition) { matches in
      found += matches
      return .continue
    }
    return found
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `a search on columns finds what the definition finds`(seed: UInt64) throws {
    let spans = RandomSpans.make(seed: seed, count: 100)
    let segment = BatchSegment(spans)
    var conditions = RandomConditions(about: spans, seed: seed)
    for _ in 0..<50 {
      let condition = conditions.tree()
      let expected = spans.filter { ReferenceEvaluation.matches($0, condition) }
        .map { SpanMatch(traceID: $0.traceID, spanID: $0.spanID, start: $0.startTime) }
      #expect(Set(try matches(condition, segment)) == Set(expected), "seed \(seed), \(condition)")
    }
  }

  @Test func `operations that cannot match are not read, and no column that is not named`() throws {
    let spans: [Span] = (0..<10).map { number in
      .stub(spanID: SpanID(rawValue: number), name: number < 3 ? "hit" : "miss", durationNanoseconds: number)
    }
    let segment = BatchSegment(spans)
    #expect(try matches(.operation("hit"), segment).count == 3)
    let slow = SpanCondition.all([.operation("hit"), .duration(nanoseconds: 2...5)])
    #expect(try matches(slow, segment).map(\.spanID.rawValue) == [2])
    #expect(try matches(.operation("none"), segment).isEmpty)
    #expect(segment.readRowCounts == [3, 3])
    #expect(segment.readColumns == [SpanCondition.always.columns, slow.columns])
  }
}
