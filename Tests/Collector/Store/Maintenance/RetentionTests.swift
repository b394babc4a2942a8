import SegmentStore
import TelemetryModel
import TelemetryStorage
import Testing

@Suite struct RetentionTests {
  static let day: UInt64 = 86_400
  let script: MaintenanceScript

  init() throws {
    script = try MaintenanceScript()
    script.options.retain = .seconds(7 * 86_400)
  }

  /// A trace whose spans start now, as far as the test's clock goes.
  private func append(_ trace: UInt64, to store: SegmentStore, start: UInt64? = nil, count: UInt64 = 4) throws {
    let start = start ?? script.clock.now
    try store.append([SpanBatch((0..<count).map { Span.stub(trace: trace, span: $0, start: start) })])
  }

  private func traceCount(_ store: SegmentStore) throws -> Int {
    Set(try MaintenanceScript.spans(store).traceIDs).count
  }

  @Test func segmentsGoWhenTheirLatestSpanIsTooOld() throws {
    let store = try script.open()
    let maintenance = store.maintenance(script.options)
    for trace in 0..<20 as Range<UInt64> {
      try append(trace, to: store)
      script.clock.advance(seconds: Self.day)
      try maintenance.run()
      // A window of a compaction is an eighth of seven days: spans stay at most so much longer.
      #expect(try traceCount(store) == min(Int(trace) + 1, 7))
    }
    #expect(try store.trace(.numbered(12)).isEmpty)
    #expect(try store.trace(.numbered(13)).count == 4)
    #expect(store.statistics().maintenance.removedSegments > 0)
    #expect(store.statistics().maintenance.removedSpans == 13 * 4)
    store.close()
  }

  @Test func withoutALimitNothingGoes() throws {
    script.options.retain = nil
    let store = try script.open()
    try append(1, to: store)
    script.clock.advance(seconds: 10_000 * Self.day)
    try store.maintenance(script.options).run()
    #expect(try traceCount(store) == 1)
    store.close()
  }

  @Test(arguments: [0, UInt64.max, 1_900_000_000_000_000_000])
  func whereTheSpansTimesCannotBeTrueTheirArrivalCounts(start: UInt64) throws {
    let store = try script.open()
    let maintenance = store.maintenance(script.options)
    try append(1, to: store, start: start)
    script.clock.advance(seconds: 6 * Self.day)
    try maintenance.run()
    #expect(try traceCount(store) == 1)
    script.clock.advance(seconds: 2 * Self.day)
    try maintenance.run()
    #expect(try traceCount(store) == 0)
    store.close()
  }

  @Test func aClockThatJumpsAheadDeletesNothing() throws {
    let store = try script.open()
    let maintenance = store.maintenance(script.options)
    try append(1, to: store)
    try maintenance.run()
    script.clock.jump(seconds: 3_650 * 86_400)
    try maintenance.run()
    try append(2, to: store)
    for _ in 0..<20 {
      script.clock.advance(seconds: 3_600)
      try maintenance.run()
    }
    #expect(try traceCount(store) == 2)
    script.clock.jump(seconds: -3_650 * 86_400)
    for _ in 0..<20 {
      script.clock.advance(seconds: 3_600)
      try maintenance.run()
    }
    #expect(try traceCount(store) == 2)
    // Real time goes on to count: the first trace is 40 hours old.
    script.clock.advance(seconds: 6 * Self.day)
    try maintenance.run()
    #expect(try store.trace(.numbered(1)).isEmpty)
    store.close()
  }

  @Test func aClockThatIsAheadAtTheStartDeletesNothing() throws {
    var store = try script.open()
    for trace in 0..<3 as Range<UInt64> {
      try append(trace, to: store)
      script.clock.advance(seconds: Self.day)
    }
    store.close()
    script.clock.jump(seconds: 3_650 * 86_400)
    store = try script.open()
    try store.maintenance(script.options).run()
    #expect(try traceCount(store) == 3)
    store.close()
  }

  @Test func aClockThatStaysAheadIsBelievedAfterADay() throws {
    var store = try script.open()
    try append(1, to: store)
    store.close()
    // The machine was switched off for a month.
    script.clock.advance(seconds: 30 * Self.day)
    store = try script.open()
    let maintenance = store.maintenance(script.options)
    try maintenance.run()
    #expect(try traceCount(store) == 1)
    for _ in 0..<25 {
      script.clock.advance(seconds: 3_600)
      try maintenance.run()
    }
    #expect(try traceCount(store) == 0)
    store.close()
  }

  @Test func aClockThatIsSetBackDeletesNothing() throws {
    let store = try script.open()
    let maintenance = store.maintenance(script.options)
    try append(1, to: store)
    try maintenance.run()
    script.clock.jump(seconds: -3_650 * 86_400)
    try append(2, to: store)
    script.clock.advance(seconds: 6 * Self.day)
    try maintenance.run()
    #expect(try traceCount(store) == 2)
    store.close()
  }

  @Test func theFileStaysWithinItsBytesWhileSpansArrive() throws {
    script.options.retain = nil
    script.options.retainBytes = 400_000
    script.options.freePageReserve = 20
    let store = try script.open()
    let maintenance = store.maintenance(script.options)
    var trace: UInt64 = 0
    var largest = 0
    for round in 0..<60 {
      for _ in 0..<10 {
        try append(trace, to: store, count: 60)
        trace += 1
        script.clock.advance(seconds: 1)
      }
      script.clock.advance(seconds: 600)
      try maintenance.run()
      if round > 5 { largest = max(largest, store.statistics().databaseByteCount) }
    }
    #expect(store.statistics().maintenance.removedSpans > 0)
    #expect(try store.trace(.numbered(0)).isEmpty)
    #expect(try store.trace(.numbered(trace - 1)).count == 60)
    #expect(store.statistics().levelOne.byteCount > 100_000, "not more was removed than needed")
    // One round's spans and the pages in the log come on top.
    #expect(largest < 1_000_000)
    store.close()
    #expect(store.statistics().databaseByteCount < 500_000)
    #expect(try RawDatabase.number("PRAGMA freelist_count", in: script.folder.store) <= 20)
  }

  @Test func segmentsThatWereSetAsideCountAndGoToo() throws {
    let store = try script.open()
    let maintenance = store.maintenance(script.options)
    try append(1, to: store)
    try append(2, to: store)
    try maintenance.run()
    try store.quarantine(1)
    #expect(try traceCount(store) == 1)
    #expect(try RawDatabase.number("SELECT count(*) FROM segment_part WHERE id = 8", in: script.folder.store) == 1)
    script.clock.advance(seconds: 8 * Self.day)
    try maintenance.run()
    #expect(try traceCount(store) == 0)
    #expect(try RawDatabase.number("SELECT count(*) FROM segment_part", in: script.folder.store) == 0)
    #expect(try RawDatabase.number("SELECT count(*) FROM damaged_segment", in: script.folder.store) == 0)
    store.close()
  }
}
