import Rollups
import SegmentStore
import TelemetryModel
import TelemetryStorage
import TestSupport
import Testing

/// Rollups that are stored by hours as well.
@Suite struct StoredHoursTests {
  private let script: MaintenanceScript
  private let first: Minute = 28_333_320

  init() throws {
    script = try MaintenanceScript()
    script.options.segmentSpanCount = 10_000
  }

  private func number(_ sql: String) throws -> Int { try RawDatabase.number(sql, in: script.folder.store) }

  /// A merged store with a call in each of many minutes: more series than a rollup without hours has.
  private func settledStore() throws -> SegmentStore {
    let store = try script.open()
    try store.append([
      SpanBatch(
        (0..<UInt64(RollupLimits.seriesCountWithHours)).map {
          .stub(trace: 1, span: $0, start: (UInt64(first) + $0) * 60_000_000_000)
        })
    ])
    try script.settle(store)
    return store
  }

  private func resolutions(_ store: SegmentStore) throws -> [RollupResolution] {
    var found: [RollupResolution] = []
    _ = try store.rollups(in: 0...Minute.max, by: .hour) { columns in
      found.append(columns.resolution)
      return .continue
    }
    return found
  }

  @Test func hoursCountWhatMinutesCountAndAreFarSmaller() throws {
    let store = try settledStore()
    #expect(try number("SELECT count(*) FROM rollup_hours JOIN rollup USING (id)") == 1)
    #expect(
      try number("SELECT sum(length(rollup.data)) > sum(length(h.data)) FROM rollup JOIN rollup_hours h USING (id)")
        == 1)
    #expect(try resolutions(store) == [.hour])
    let spanCount = UInt64(RollupLimits.seriesCountWithHours)
    for range in [0...Minute.max, first + 60...first + 659, first + 17...first + 659, first...first + 100] {
      let counted = try store.counted(in: range, by: .hour)
      #expect(try counted.spans == store.counted(in: range).spans)
      #expect(range != 0...Minute.max || counted.spans == spanCount)
    }
    #expect(try store.check() == [])
    store.close()
  }

  @Test func rollupsOfFewSeriesHaveNone() throws {
    let store = try script.open()
    try store.append([SpanBatch(Span.stubs(trace: 1, count: 100))])
    try script.settle(store)
    #expect(try number("SELECT count(*) FROM rollup") == 1)
    #expect(try number("SELECT count(*) FROM rollup_hours") == 0)
    store.close()
  }

  @Test func hoursGoWithTheirRollup() throws {
    let store = try settledStore()
    try store.removeRollup(Int64(try number("SELECT id FROM rollup")))
    #expect(try number("SELECT count(*) FROM rollup_hours") == 0)
    store.close()
  }

  @Test(arguments: [
    "UPDATE rollup_hours SET data = CAST(data || x'00' AS BLOB)",
    "UPDATE rollup_hours SET data = (SELECT data FROM rollup)",
  ])
  func damagedHoursAreReportedAndMadeAnewAndMinutesAnswerMeanwhile(damage: String) throws {
    try settledStore().close()
    try RawDatabase.execute(damage, in: script.folder.store)
    let reports = Reports()
    script.storeOptions.onDamage = { reports.add($0) }
    let store = try script.open()
    #expect(try store.check().count == 1)
    let counted = try store.counted(by: .hour)
    #expect(counted.spans == UInt64(RollupLimits.seriesCountWithHours))
    #expect(counted.coverage.damagedCount == 0)
    #expect(reports.count == 1)
    try store.maintenance(script.options).run()
    #expect(try store.check() == [])
    store.close()
  }

  @Test func aStoreFromBeforeHoursWereStoredAnswersFromMinutes() throws {
    try settledStore().close()
    try RawDatabase.execute(
      """
      DROP TRIGGER rollup_removed; DROP TABLE rollup_hours; DROP TABLE archived_trace; DROP TABLE archived_segment;
      PRAGMA user_version = 5
      """, in: script.folder.store)
    let store = try script.open()
    #expect(try number("PRAGMA user_version") == 7)
    #expect(try resolutions(store) == [.hour])
    #expect(try store.counted(by: .hour).spans == UInt64(RollupLimits.seriesCountWithHours))
    #expect(try store.check() == [])
    store.close()
  }
}
