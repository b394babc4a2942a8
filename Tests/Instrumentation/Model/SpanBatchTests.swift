import TelemetryModel
import TestSupport
import Testing

@Suite struct SpanBatchTests {
  @Test(arguments: 0..<30 as Range<UInt64>)
  func `a batch gives its spans back`(_ seed: UInt64) {
    let spans = RandomSpans.make(seed: seed, count: 40)
    #expect(SpanBatch(spans).spans == spans, "seed \(seed)")
  }

  @Test(arguments: 0..<30 as Range<UInt64>)
  func `appending a batch equals appending its spans`(_ seed: UInt64) {
    let first = RandomSpans.make(seed: seed, count: 30)
    let second = RandomSpans.make(seed: seed &+ 1000, count: 50)
    var joined = SpanBatch(first)
    joined.append(contentsOf: SpanBatch(second))
    #expect(joined.firstDifference(from: SpanBatch(first + second)) == nil, "seed \(seed)")
    var empty = SpanBatch()
    empty.append(contentsOf: SpanBatch(second))
    #expect(empty.firstDifference(from: SpanBatch(second)) == nil, "seed \(seed)")
  }

  @Test(arguments: 0..<30 as Range<UInt64>)
  func `chosen rows are appended in the order given`(_ seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let first = RandomSpans.make(seed: seed, count: 5)
    let second = RandomSpans.make(seed: seed &+ 1000, count: 30)
    let rows = (0..<20).map { _ in generator.number(0...29) }
    var batch = SpanBatch(first)
    batch.append(contentsOf: SpanBatch(second), rows: rows)
    #expect(batch.spans == first + rows.map { second[$0] }, "seed \(seed)")
  }

  @Test func `the last service name with a text counts, else the default`() {
    let name = { (value: AttributeValue) in Attribute("service.name", value) }
    let lists: [[Attribute]] = [
      [], [name(.string("a"))], [name(.string("a")), name(.string("b"))], [name(.int(1))], [name(.string(""))],
    ]
    let batch = SpanBatch(lists.map { .stub(resource: Resource(attributes: $0)) })
    let names = batch.spans.indices.map { batch.strings.text(batch.serviceName(of: $0)) }
    #expect(names == ["unknown_service", "a", "b", "unknown_service", "unknown_service"])
  }

  @Test func `rare fields share an entry, and none when unset`() {
    let batch = SpanBatch([.stub(), .stub(droppedLinksCount: 3), .stub(traceState: "a=b"), .stub(droppedLinksCount: 3)])
    #expect(batch.detailIndexes == [0, 1, 2, 1])
  }

  @Test func `a span that ends before it starts lasts no time`() {
    var span = Span.stub(start: 10, durationNanoseconds: 5)
    #expect(SpanBatch([span]).durationNanoseconds(of: 0) == 5)
    span.endTime = Timestamp(nanoseconds: 3)
    #expect(SpanBatch([span]).durationNanoseconds(of: 0) == 0)
  }
}
