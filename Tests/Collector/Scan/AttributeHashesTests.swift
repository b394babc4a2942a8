import ConditionTesting
import SegmentFormat
import SegmentScan
import TelemetryModel
import TelemetryStorage
import TestSupport
import Testing

struct AttributeHashesTests {
  @Test(arguments: 0..<20 as Range<UInt64>)
  func `the filter of a segment never leaves out a span that fulfils the condition`(seed: UInt64) {
    let spans = RandomSpans.make(seed: seed, count: 60)
    // Segments of one span: nothing else in them can hide a mistake.
    let filters = spans.map { BinaryFuseFilter(AttributeHashes.of(SpanBatch([$0])), width: .bits16) }
    var conditions = RandomConditions(about: spans, seed: seed)
    var prunedCount = 0
    for _ in 0..<100 {
      let condition = conditions.tree(depth: 1)
      let demanded = condition.requirements.attributeHashes
      for (span, filter) in zip(spans, filters) {
        let isRead = filter.mayContain(oneOfEach: demanded)
        if !isRead { prunedCount += 1 }
        #expect(isRead || !ReferenceEvaluation.matches(span, condition), "seed \(seed), \(condition)")
      }
    }
    #expect(prunedCount > 0)
  }

  @Test func `a value that no span has is not in the filter`() {
    let spans = (0..<1_000).map { Span.stub(attributes: [Attribute("order.id", .string("order \($0)"))]) }
    let filter = BinaryFuseFilter(AttributeHashes.of(SpanBatch(spans)), width: .bits16)
    func isRead(_ text: String) -> Bool {
      let condition = SpanCondition.attribute(key: "order.id", text: text, on: .all)
      return filter.mayContain(oneOfEach: condition.requirements.attributeHashes)
    }
    #expect(isRead("order 7"))
    #expect((1_000..<2_000).count { isRead("order \($0)") } < 10)
    #expect(filter.mayContain(oneOfEach: SpanCondition.hasParent.requirements.attributeHashes))
  }

  @Test func `an attribute that many spans share is hashed once`() {
    let spans = (0..<100).map { _ in Span.stub(attributes: [Attribute("k", .int(1)), Attribute("k", .int(1))]) }
    #expect(AttributeHashes.of(SpanBatch(spans)).count == 2)
  }
}
