import Rollups
import SegmentStore
import TelemetryModel
import TelemetryStorage
import TestSupport
import Testing

/// When rollups are written, how long they stay, and what happens when they are damaged.
@Suite struct StoredRollupTests {
  private let script: MaintenanceScript

  init() throws { script = try MaintenanceScript() }

  private func number(_ sql: String) throws -> Int { try RawDatabase.number(sql, in: script.folder.store) }

  private func stubs(_ traces: ClosedRange<UInt64>, count: Int = 10) -> [Span] {
    traces.flatMap { Span.stubs(trace: $0, count: count) }
  }

  /// A merged store of 300 spans in one segment.
  private func settledStore() throws -> SegmentStore {
    let store = try script.open()
    try store.append([SpanBatch(stubs(1...30))])
    try script.settle(store)
    #expect(store.statistics().levelOne.spanCount == 300)
    return store
  }

  @Test func everyLevel1SegmentHasARollupOfItsSpans() throws {
    let store = try script.open()
    for trace in 1...20 as ClosedRange<UInt64> { try store.append([SpanBatch(stubs(trace * 10...trace * 10 + 5))]) }
    try script.settle(store)
    #expect(try number("SELECT count(*) > 1 FROM rollup") == 1)
    #expect(
      try number("SELECT count(*) FROM segment LEFT JOIN rollup USING (id) WHERE segment.spans IS NOT rollup.spans")
        == 0)
    #expect(try number("SELECT count(*) FROM rollup WHERE id NOT IN (SELECT id FROM segment)") == 0)
    #expect(try store.check() == [])
    store.close()
  }

  @Test func wholeRollupsCanBeHadByHoursAndOthersByMinutes() throws {
    let store = try script.open()
    let first: Minute = 28_333_340
    try store.append(
      (0..<90).map { minute in
        SpanBatch([.stub(trace: 1, span: minute, start: (UInt64(first) + minute) * 60_000_000_000)])
      })
    try script.settle(store)
    func resolutions(_ minutes: ClosedRange<Minute>) throws -> [RollupResolution] {
      var found: [RollupResolution] = []
      _ = try store.rollups(in: minutes, by: .hour) { columns in
        found.append(columns.resolution)
        return .continue
      }
      return found
    }
    #expect(try resolutions(first...first + 89) == [.hour])
    #expect(try resolutions(first...first + 88) == [.minute])
    #expect(try resolutions(first + 1...first + 89) == [.minute])
    // Nothing divides an hour of it.
    #expect(try resolutions(first + 40...first + 89) == [.hour])
    #expect(try resolutions(first...first + 39) == [.hour])
    #expect(try resolutions(first + 40...first + 99) == [.hour])
    #expect(try store.counted(in: first + 40...first + 99, by: .hour).spans == 50)
    #expect(try store.counted(in: first...first + 89, by: .hour).spans == 90)
    #expect(try store.counted(in: first...first + 88, by: .hour).spans == 89)
    store.close()
  }

  @Test func resentSpansCountOnceBeforeAndAfterTheyAreMerged() throws {
    let store = try script.open()
    for _ in 1...3 { try store.append([SpanBatch(stubs(1...5))]) }
    #expect(try store.countedSpans() == 50)
    try script.settle(store)
    #expect(try store.countedSpans() == 50)
    store.close()
  }

  @Test func aSpanResentAfterItWasSealedCountsTwiceUntilTheNextMerge() throws {
    let store = try script.open()
    try store.append([SpanBatch(stubs(1...5))])
    try script.settle(store)
    try store.append([SpanBatch(stubs(1...5))])
    #expect(try store.countedSpans() == 100)
    try script.settle(store)
    #expect(store.statistics().levelOne.segmentCount == 1)
    #expect(try number("SELECT count(*) FROM rollup") == 1)
    #expect(try store.countedSpans() == 50)
    store.close()
  }

  @Test func rollupsOutliveTheirSpansAndThenHaveAnAgeOfTheirOwn() throws {
    script.options.retain = .seconds(2 * 86_400)
    script.options.retainRollups = .seconds(10 * 86_400)
    let store = try settledStore()
    let maintenance = store.maintenance(script.options)
    try maintenance.run()
    script.clock.advance(seconds: 3 * 86_400)
    try maintenance.run()
    #expect(store.statistics().spanCount == 0)
    #expect(try store.countedSpans() == 300)
    #expect(try store.check() == [])
    script.clock.advance(seconds: 6 * 86_400)
    try maintenance.run()
    #expect(try store.countedSpans() == 300)
    script.clock.advance(seconds: 2 * 86_400)
    try maintenance.run()
    #expect(try store.countedSpans() == 0)
    #expect(try number("SELECT count(*) FROM rollup") == 0)
    store.close()
  }

  @Test func aRollupLivesAtLeastAsLongAsItsSegment() throws {
    script.options.retainRollups = .seconds(60)
    let store = try settledStore()
    script.clock.advance(seconds: 7 * 86_400)
    try store.maintenance(script.options).run()
    #expect(try number("SELECT count(*) FROM rollup") == 1)
    #expect(try store.countedSpans() == 300)
    store.close()
  }

  @Test func aClockThatJumpsRemovesNoRollups() throws {
    script.options.retain = .seconds(86_400)
    script.options.retainRollups = .seconds(4 * 86_400)
    let store = try settledStore()
    let maintenance = store.maintenance(script.options)
    try maintenance.run()
    script.clock.advance(seconds: 2 * 86_400)
    try maintenance.run()
    #expect(store.statistics().spanCount == 0)
    script.clock.jump(seconds: 3_650 * 86_400)
    script.clock.advance(seconds: 60)
    try maintenance.run()
    #expect(try store.countedSpans() == 300)
    store.close()
    let reopened = try script.open()
    try reopened.maintenance(script.options).run()
    #expect(try reopened.countedSpans() == 300)
    reopened.close()
  }

  @Test func rollupsWithoutSpansTakeNoMoreThanTheirShareOfTheBytes() throws {
    let store = try script.open()
    for round in 0..<40 as Range<UInt64> {
      let spans = (0..<50 as Range<UInt64>).map { Span.stub(trace: round, span: $0, name: "\(round) \($0)") }
      try store.append([SpanBatch(spans)])
      try script.settle(store)
    }
    script.options.retain = .seconds(1)
    script.clock.advance(seconds: 3_600)
    try store.maintenance(script.options).run()
    let before = try number("SELECT sum(length(data)) FROM rollup")
    script.options.retain = nil
    script.options.retainBytes = before * 2
    script.clock.advance(seconds: 3_600)
    try store.maintenance(script.options).run()
    let after = try number("SELECT sum(length(data)) FROM rollup")
    #expect(after <= before / 2 && after > 0)
    store.close()
  }

  @Test func aDamagedRollupIsReportedAndMadeAnewFromItsSegment() throws {
    let store = try settledStore()
    store.close()
    try RawDatabase.execute("UPDATE rollup SET data = CAST(data || x'00' AS BLOB)", in: script.folder.store)
    let reports = Reports()
    script.storeOptions.onDamage = { reports.add($0) }
    let damaged = try script.open()
    let findings = try damaged.check()
    #expect(findings.count == 1)
    #expect(findings.first?.rollupID != nil && findings.first?.segmentID == nil)
    #expect(try damaged.countedSpans() == 300)
    #expect(reports.count == 1)
    try damaged.maintenance(script.options).run()
    #expect(try damaged.check() == [])
    #expect(damaged.statistics().maintenance.backfilledRollups == 1)
    damaged.close()
  }

  @Test func aRollupThatIsMissingIsMadeAnewFromItsSegment() throws {
    let store = try settledStore()
    try store.removeRollup(Int64(try number("SELECT id FROM rollup")))
    #expect(try store.countedSpans() == 300)
    try store.maintenance(script.options).run()
    #expect(try number("SELECT sum(spans) FROM rollup") == 300)
    store.close()
  }

  @Test func aDamagedRollupWhoseSpansAreGoneIsLeftOutAndSaidSo() throws {
    script.options.retain = .seconds(86_400)
    let store = try settledStore()
    let maintenance = store.maintenance(script.options)
    try maintenance.run()
    script.clock.advance(seconds: 2 * 86_400)
    try maintenance.run()
    store.close()
    try RawDatabase.execute("UPDATE rollup SET data = CAST(data || x'00' AS BLOB)", in: script.folder.store)
    let damaged = try script.open()
    let counted = try damaged.counted()
    #expect(counted.spans == 0)
    #expect(counted.coverage.damagedCount == 1)
    try damaged.maintenance(script.options).run()
    #expect(try damaged.check().count == 1)
    damaged.close()
  }

  @Test(arguments: ["first_minute = first_minute - 1", "last_minute = last_minute + 1", "spans = spans + 1"])
  func whatIsKeptBesideARollupMustBeTrue(change: String) throws {
    try settledStore().close()
    try RawDatabase.execute("UPDATE rollup SET \(change)", in: script.folder.store)
    #expect(try !SegmentStore.openReadOnly(path: script.folder.store).check().isEmpty)
  }

  @Test func spansOfDamagedSegmentsThatAreNotSealedAreMissingAndSaidSo() throws {
    let store = try script.open()
    try store.append([SpanBatch(stubs(1...5))])
    try store.append([SpanBatch(stubs(6...10))])
    store.close()
    try RawDatabase.execute(
      "UPDATE segment_part SET data = CAST(data || x'00' AS BLOB) WHERE id = (SELECT max(id) FROM segment_part)",
      in: script.folder.store)
    let damaged = try script.open()
    let counted = try damaged.counted()
    #expect(counted.spans == 50)
    #expect(counted.coverage.damagedCount == 1)
    damaged.close()
  }
}
