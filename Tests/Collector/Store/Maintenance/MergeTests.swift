import OTLPFormat
import SegmentStore
import TelemetryModel
import TelemetryStorage
import TestSupport
import Testing

@Suite struct MergeTests {
  let script: MaintenanceScript

  init() throws { script = try MaintenanceScript() }

  /// Appends the batches, merges, and expects every span as it was sent.
  private func expectRoundTrip(_ batches: [SpanBatch], _ context: String) throws {
    let store = try script.open()
    var sent = SpanBatch()
    for batch in batches {
      try store.append([batch])
      sent.append(contentsOf: batch)
    }
    try script.settle(store)
    let statistics = store.statistics()
    #expect(statistics.levelZero.segmentCount == 0, "\(context)")
    #expect(statistics.levelOne.spanCount == sent.count, "\(context)")
    let difference = try MaintenanceScript.spans(store).sorted.firstDifference(from: sent.sorted)
    #expect(difference == nil, "\(context)")
    for id in Set(sent.traceIDs.prefix(50)) {
      #expect(try store.trace(id).count == sent.traceIDs.count { $0 == id }, "\(context)")
    }
    #expect(try store.check() == [], "\(context)")
    store.close()
  }

  @Test func everyFieldOfRandomSpansComesBack() throws {
    let seed = UInt64.random(in: .min ... .max)
    let spans = RandomSpans.make(seed: seed, count: 900)
    let batches = stride(from: 0, to: 900, by: 45).map { SpanBatch(spans[$0..<$0 + 45]) }
    try expectRoundTrip(batches, "seed \(seed)")
  }

  @Test func everySpanOfARealSystemComesBack() throws {
    script.options.segmentSpanCount = 2_000
    let batches = try Fixture.messages("nezha-excerpt.traces.otlp.gz").map { try OTLPProtobuf.decodeTraces($0).batch }
    #expect(batches.reduce(0) { $0 + $1.count } > 1_000)
    try expectRoundTrip(batches, "nezha")
  }

  @Test func tracesLieWholeInOneSegment() throws {
    let store = try script.open()
    // The spans of 100 traces, 12 each, arrive interleaved.
    for span in 0..<12 as Range<UInt64> {
      try store.append([SpanBatch((0..<100).map { Span.stub(trace: $0, span: span) })])
    }
    try script.settle(store)
    #expect(store.statistics().levelOne.segmentCount > 2)
    for trace in 0..<100 as Range<UInt64> {
      let before = store.statistics().segmentsRead
      #expect(try store.trace(.numbered(trace)).count == 12)
      #expect(store.statistics().segmentsRead == before + 1)
    }
    store.close()
  }

  @Test func aTraceLargerThanASegmentFillsSeveral() throws {
    let store = try script.open()
    let spans = Span.stubs(trace: 1, count: 1_800)
    for first in stride(from: 0, to: 1_800, by: 100) { try store.append([SpanBatch(spans[first..<first + 100])]) }
    try store.append([SpanBatch(Span.stubs(trace: 2, count: 10))])
    try script.settle(store)
    #expect(store.statistics().levelZero.spanCount == 0)
    #expect(Set(try store.trace(.numbered(1)).spans) == Set(spans))
    #expect(try store.trace(.numbered(2)).count == 10)
    store.close()
  }

  @Test func aYoungTraceWaitsAndItsSpansStayTogether() throws {
    let store = try script.open()
    script.options.longestWait = .zero
    try store.append([SpanBatch(Span.stubs(trace: 1, count: 3) + Span.stubs(trace: 2, count: 3))])
    script.clock.advance(seconds: 20)
    try store.maintenance(script.options).run()
    #expect(store.statistics().maintenance.merges == 0, "20 s are too short")

    let later = Span.stub(trace: 2, span: 3)
    try store.append([SpanBatch([later])])
    script.clock.advance(seconds: 15)
    try store.maintenance(script.options).run()
    // The first trace is merged, the second is held back.
    #expect(store.statistics().levelOne.spanCount == 3)
    #expect(store.statistics().levelZero.spanCount == 4)
    #expect(store.statistics().maintenance.heldBackSpans == 3)
    #expect(try store.trace(.numbered(2)).count == 4)

    script.clock.advance(seconds: 31)
    try store.maintenance(script.options).run()
    #expect(store.statistics().levelZero.spanCount == 0)
    let before = store.statistics().segmentsRead
    #expect(Set(try store.trace(.numbered(2)).spans) == Set(Span.stubs(trace: 2, count: 3) + [later]))
    #expect(store.statistics().segmentsRead == before + 1)
    store.close()
  }

  @Test func aTraceThatNeverEndsIsMergedAfterAWhile() throws {
    let store = try script.open()
    script.options.longestWait = .zero
    for span in 0..<60 as Range<UInt64> {
      try store.append([SpanBatch([Span.stub(trace: 1, span: span)])])
      script.clock.advance(seconds: 10)
      try store.maintenance(script.options).run()
    }
    #expect(store.statistics().levelOne.spanCount > 0)
    #expect(try store.trace(.numbered(1)).count == 60)
    // Written to level 0 once, held back some thirty times in five minutes, then merged.
    #expect(store.statistics().maintenance.heldBackSpans < 60 * 30)
    store.close()
  }

  @Test func smallSegmentsWaitAsLongAsMoreAreHeldBackAnyway() throws {
    script.options.waitingSegmentCount = 3
    let store = try script.open()
    var trace: UInt64 = 0
    func append(_ count: Int) throws {
      for _ in 0..<count {
        try store.append([SpanBatch([Span.stub(trace: trace, span: 0)])])
        trace += 1
      }
    }
    try append(4)
    script.clock.advance(seconds: 31)
    try append(5)
    try store.maintenance(script.options).run()
    #expect(store.statistics().levelOne.spanCount == 0, "4 could be merged, and 5 are held back")
    script.clock.advance(seconds: 31)
    try append(1)
    try store.maintenance(script.options).run()
    #expect(store.statistics().levelOne.spanCount == 9)
    #expect(store.statistics().levelZero.spanCount == 1)
    store.close()
  }

  @Test func spansThatAreHeldBackAreNotReadAgainAtEveryStep() throws {
    script.options.longestWait = .seconds(60)
    let store = try script.open()
    let maintenance = store.maintenance(script.options)
    for step in 0..<60 as Range<UInt64> {
      // One trace that goes on, and one that is complete.
      try store.append([SpanBatch([Span.stub(trace: 1, span: step), Span.stub(trace: 100 + step, span: 0)])])
      script.clock.advance(seconds: 5)
      try maintenance.run()
    }
    let statistics = store.statistics().maintenance
    #expect((2...5).contains(statistics.merges), "due by age after 90 s, and then every 60 s")
    #expect(statistics.heldBackSpans <= 5 * 60)
    #expect(try store.trace(.numbered(1)).count == 60)
    store.close()
  }

  @Test func underFullLoadSpansAreMergedBeforeTheirTimeIsUp() throws {
    script.options.heldBackSpanCount = 1_000
    script.options.waitingSegmentCount = 1
    let store = try script.open()
    for trace in 0..<200 as Range<UInt64> { try store.append([SpanBatch(Span.stubs(trace: trace, count: 10))]) }
    try store.maintenance(script.options).run()
    #expect(store.statistics().levelZero.spanCount <= 1_400)
    #expect(store.statistics().levelOne.spanCount >= 600)
    store.close()
  }

  @Test func resentSpansAreKeptOnceAndSimilarOnesAll() throws {
    let store = try script.open()
    let spans = Span.stubs(trace: 1, count: 20)
    var changed = spans[3]
    changed.attributes.append(Attribute("retry", .bool(true)))
    var half = spans[4]
    half.kind = .client
    var event = spans[5]
    event.events.append(SpanEvent(time: event.startTime, name: "late", attributes: []))
    try store.append([SpanBatch(spans)])
    try store.append([SpanBatch(Span.stubs(trace: 2, count: 1) + spans[0..<10])])
    try store.append([SpanBatch(spans[5...] + [changed, half, event])])
    try script.settle(store)
    #expect(store.statistics().maintenance.duplicatesRemoved == 25)
    let found = try store.trace(.numbered(1)).spans
    #expect(found.count == 23)
    #expect(Set(found) == Set(spans + [changed, half, event]))
    store.close()
  }

  @Test func resourcesAndScopesDoNotMultiply() throws {
    let store = try script.open()
    // More services than any window of recent ones, in changing order.
    for round in 0..<8 as Range<UInt64> {
      try store.append([
        SpanBatch((0..<50).map { Span.stub(trace: round, span: $0, service: "service-\(($0 &* 7 &+ round) % 50)") })
      ])
    }
    try script.settle(store)
    #expect(store.statistics().levelOne.segmentCount == 1)
    #expect(try MaintenanceScript.spans(store).resources.count == 50)
    store.close()
  }

  @Test func smallSegmentsOfAQuietServerAreCompacted() throws {
    let store = try script.open()
    var expected: Set<Span> = []
    for trace in 0..<120 as Range<UInt64> {
      let spans = Span.stubs(trace: trace, count: 5)
      expected.formUnion(spans)
      try store.append([SpanBatch(spans)])
      script.clock.advance(seconds: 200)
      try store.maintenance(script.options).run()
    }
    let statistics = store.statistics()
    #expect(statistics.maintenance.merges > 100)
    #expect(statistics.maintenance.compactions > 0)
    // At most three of each tier, and those that are large enough.
    #expect(statistics.levelOne.segmentCount <= 3 * 5 + 600 / 200)
    // Each span was written once per tier at most: from 5 to 200 spans there are four.
    #expect(statistics.maintenance.mergedSpans <= 600 * 5)
    #expect(Set(try MaintenanceScript.spans(store).spans) == expected)
    store.close()
  }

  @Test func lateSpansJoinTheirTraceAtACompaction() throws {
    let store = try script.open()
    for trace in 0..<3 as Range<UInt64> {
      try store.append([SpanBatch(Span.stubs(trace: trace, count: 4))])
      try script.settle(store)
    }
    let late = Span.stub(trace: 0, span: 9)
    try store.append([SpanBatch([late, late] + Span.stubs(trace: 9, count: 3))])
    try script.settle(store)
    #expect(store.statistics().levelOne.segmentCount == 1)
    #expect(try store.trace(.numbered(0)).count == 5)
    store.close()
  }

  @Test func aDamagedSegmentIsLeftInPlaceAndTheOthersAreMerged() throws {
    var store = try script.open()
    for trace in 1...5 as ClosedRange<UInt64> { try store.append([SpanBatch(Span.stubs(trace: trace, count: 30))]) }
    store.close()
    try RawDatabase.execute(
      "UPDATE segment_part SET data = CAST(substr(data, 1, 99) || x'5A' || substr(data, 101) AS BLOB) WHERE id = 24",
      in: script.folder.store)
    store = try script.open()
    try script.settle(store)
    #expect(store.statistics().damagedSegments == 1)
    #expect(store.statistics().levelZero.segmentCount == 1)
    #expect(store.statistics().levelOne.spanCount == 120)
    #expect(try RawDatabase.number("SELECT count(*) FROM segment_part WHERE id = 24", in: script.folder.store) == 1)
    store.close()
  }

  @Test func aThreadMergesBesideIngestAndEndsWithTheStore() throws {
    script.storeOptions.clock = .system
    script.options.heldBackSpanCount = 100
    script.options.waitingSegmentCount = 1
    let store = try script.open()
    store.startMaintenance(script.options)
    for trace in 0..<300 as Range<UInt64> { try store.append([SpanBatch(Span.stubs(trace: trace, count: 10))]) }
    let deadline = ContinuousClock.now + .seconds(60)
    while store.statistics().levelOne.spanCount < 2_000, ContinuousClock.now < deadline {
      try store.append([SpanBatch(Span.stubs(trace: 1_000, count: 1))])
    }
    #expect(store.statistics().levelOne.spanCount >= 2_000)
    #expect(store.statistics().maintenance.failures == 0)
    #expect(store.statistics().maintenance.cpuNanoseconds > 0)
    store.close()
  }

  @Test func openedSegmentsAreKeptWithinABound() throws {
    script.options.compactionFanIn = 1_000
    script.storeOptions.openedSegmentByteCount = 100_000
    let store = try script.open()
    for trace in 0..<30 as Range<UInt64> {
      try store.append([SpanBatch(Span.stubs(trace: trace, count: 100))])
      try script.settle(store)
    }
    var largest = 0
    for trace in Array(0..<30 as Range<UInt64>) + Array(0..<30) {
      #expect(try store.trace(.numbered(trace)).count == 100)
      largest = max(largest, store.statistics().openedSegmentByteCount)
    }
    #expect(largest > 50_000 && largest <= 100_000)
    store.close()
  }
}
