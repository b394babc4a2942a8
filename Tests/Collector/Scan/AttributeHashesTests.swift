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
    // Half of them as an older Skein made them, without keys.
    let filters = spans.enumerated().map { number, span in
      let batch = SpanBatch([span])
      let hashes = number % 2 == 0 ? AttributeHashes.members(of: batch) : AttributeHashes.of(batch)
      return BinaryFuseFilter(hashes, width: .bits16)
    }
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

  @Test func `keys that no span has lead nobody to a segment`() {
    let spans = (0..<1_000).map { Span.stub(attributes: [Attribute("order.id", .string("order \($0)"))]) }
    let batch = SpanBatch(spans)
    let filter = BinaryFuseFilter(AttributeHashes.members(of: batch), width: .bits8)
    let older = BinaryFuseFilter(AttributeHashes.of(batch), width: .bits8)
    let keys = CorrelationKeys((0..<10).map { "key \($0)" } + ["order.id"])
    func readCount(_ filter: BinaryFuseFilter) -> Int {
      (1_000..<3_000).count { number in
        let condition = SpanCondition.correlationID("order \(number)", keys)
        return filter.mayContain(oneOfEach: condition.requirements.attributeHashes)
      }
    }
    // One in 256 for the key that there is, against one in 256 for each of eleven.
    #expect(readCount(filter) < 30)
    #expect(readCount(older) > 50)
    let known = SpanCondition.correlationID("order 7", keys).requirements.attributeHashes
    #expect(filter.mayContain(oneOfEach: known) && older.mayContain(oneOfEach: known))
  }
}
