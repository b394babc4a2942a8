import SegmentStore
import TelemetryModel
import TelemetryStorage
import TestSupport
import Testing

@Suite struct RoundTripTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func aTraceIsThereAsSoonAsAppendReturns() throws {
    let store = try SegmentStore.open(path: folder.store)
    let spans = Span.stubs(trace: 1, count: 3)
    try store.append([SpanBatch(spans)])
    #expect(try store.trace(.numbered(1)).spans == spans)
    #expect(try store.trace(.numbered(2)).isEmpty)
    store.close()
  }

  @Test(arguments: [UInt64(1), 2, 3])
  func everyFieldOfRandomSpansSurvives(seed: UInt64) throws {
    let batch = SpanBatch(RandomSpans.make(seed: seed, count: 200))
    let store = try SegmentStore.open(path: folder.store)
    try store.append([batch])
    var found = SpanBatch()
    try store.scan(ScanHint()) { (portion) throws(StoreError) in
      found.append(contentsOf: try portion.load())
      return .continue
    }
    let difference = found.firstDifference(from: batch)
    #expect(difference == nil, "seed \(seed)")
    for id in Set(batch.traceIDs) {
      var expected = SpanBatch()
      expected.append(contentsOf: batch, rows: batch.traceIDs.indices.filter { batch.traceIDs[$0] == id })
      let difference = try store.trace(id).firstDifference(from: expected)
      #expect(difference == nil, "seed \(seed), trace \(id)")
    }
  }

  @Test func batchesComeBackInTheOrderOfTheirArrival() throws {
    let store = try SegmentStore.open(path: folder.store)
    let spans = Span.stubs(trace: 7, count: 9)
    try store.append([SpanBatch(spans[0..<2]), SpanBatch(spans[2..<5])])
    try store.append([SpanBatch(spans[5..<9])])
    #expect(try store.trace(.numbered(7)).spans == spans)
    #expect(store.statistics().committedSegments == 2)
  }

  @Test func spansOutliveTheStoreThatWroteThemAndACleanCloseLeavesNoWAL() throws {
    let spans = Span.stubs(trace: 1, count: 3)
    let first = try SegmentStore.open(path: folder.store)
    try first.append([SpanBatch(spans)])
    first.close()
    let second = try SegmentStore.open(path: folder.store)
    #expect(try second.trace(.numbered(1)).spans == spans)
    try second.append([SpanBatch(Span.stubs(trace: 2, count: 1))])
    #expect(try second.trace(.numbered(1)).spans == spans)
    second.close()
    #expect(second.statistics().walByteCount == 0)
  }

  @Test func aTraceOf10000SpansComesBackWholeInUnderASecond() throws {
    let spans = Span.stubs(trace: 1, count: 10_000)
    let batches = stride(from: 0, to: 10_000, by: 500).map { SpanBatch(spans[$0..<$0 + 500]) }
    let store = try SegmentStore.open(path: folder.store)
    let clock = ContinuousClock()
    var trace = SpanBatch()
    let duration = try clock.measure {
      for batch in batches { try store.append([batch]) }
      trace = try store.trace(.numbered(1))
    }
    #expect(trace.count == 10_000)
    #expect(trace.spans == spans)
    #expect(duration < .seconds(isDebug ? 10 : 1), "took \(duration)")
  }

  @Test func aGroupLargerThanASegmentIsDividedInOneTransaction() throws {
    var options = StoreOptions()
    options.segmentSpanCount = 100
    let store = try SegmentStore.open(path: folder.store, options: options)
    let small = (0..<3).map { SpanBatch(Span.stubs(trace: $0, count: 60)) }
    let large = SpanBatch(Span.stubs(trace: 9, count: 250))
    try store.append(small + [large])
    let statistics = store.statistics()
    #expect(statistics.commits == 1)
    #expect(statistics.committedSegments == 6)
    #expect(statistics.committedSpans == 430)
    #expect(try store.trace(.numbered(9)).spans == large.spans)
    for trace in 0..<3 { #expect(try store.trace(.numbered(UInt64(trace))).spans == small[trace].spans) }
  }

  @Test func anEmptyGroupIsNoCommit() throws {
    let store = try SegmentStore.open(path: folder.store)
    try store.append([SpanBatch]())
    try store.append([SpanBatch()])
    #expect(store.statistics().commits == 0)
  }

  @Test func aClosedStoreRefusesAndDoesNotCrash() throws {
    let store = try SegmentStore.open(path: folder.store)
    store.close()
    store.close()
    #expect(throws: StoreError.self) { try store.append([SpanBatch(Span.stubs(trace: 1, count: 1))]) }
    #expect(throws: StoreError.self) { try store.trace(.numbered(1)) }
  }
}

/// Debug builds are some ten times slower; the limits are for release builds.
var isDebug: Bool {
  #if DEBUG
    true
  #else
    false
  #endif
}
