import SegmentStore
import Synchronization
import TelemetryModel
import TelemetryStorage
import TestSupport
import Testing

/// What is read of segments, and what happens when the helps to leave them out are damaged.
@Suite struct PruningTests {
  let script: MaintenanceScript
  private let reports = DamageTests.Reports()

  /// Three level-1 segments, by minute; span durations in milliseconds are the trace's number, odd traces fail.
  init() throws {
    script = try MaintenanceScript()
    script.options.heldBackSpanCount = 0
    script.options.waitingSegmentCount = 1
    script.options.compactionFanIn = 10
    let store = try script.open()
    for trace in 1...3 as ClosedRange<UInt64> {
      let spans = (1...20).map { number in
        Span.stub(
          traceID: .numbered(trace), spanID: SpanID(rawValue: number), name: "op",
          start: trace * 60_000_000_000 + number, durationNanoseconds: trace * 1_000_000,
          attributes: [Attribute("order", .string("order-\(trace)"))],
          status: trace % 2 == 1 ? SpanStatus(.error, message: "") : SpanStatus())
      }
      try store.append([SpanBatch(spans)])
      try script.settle(store)
    }
    try #require(store.statistics().levelOne.segmentCount == 3)
    store.close()
  }

  private func open() throws -> SegmentStore {
    var options = script.storeOptions
    options.onDamage = { [reports] error in reports.list.withLock { $0.append(error) } }
    return try SegmentStore.open(path: script.folder.store, options: options)
  }

  /// How many spans fulfil a condition, and how many segments were read for it.
  private func search(_ condition: SpanCondition, _ store: SegmentStore) throws -> [Int] {
    var found = 0
    let before = store.statistics().segmentsRead
    try store.scan(condition.requirements) { (portion) throws(StoreError) in
      try portion.matches(condition) {
        found += $0.count
        return .continue
      }
      return .continue
    }
    return [found, store.statistics().segmentsRead - before]
  }

  private static let order = SpanCondition.attribute(key: "order", text: "order-2", on: .all)

  @Test func onlySegmentsThatCanHoldAMatchAreRead() throws {
    let store = try open()
    #expect(try search(.always, store) == [60, 3])
    #expect(try search(.duration(nanoseconds: 2_500_000 ... .max), store) == [20, 1])
    #expect(try search(.duration(nanoseconds: 0...1_500_000), store) == [20, 1])
    #expect(try search(.status(.error), store) == [40, 2])
    #expect(try search(.status(.ok), store) == [0, 0])
    #expect(try search(.kind(.consumer), store) == [0, 0])
    #expect(try search(Self.order, store) == [20, 1])
    #expect(try search(.all([Self.order, .status(.error)]), store) == [0, 0])
    store.close()
  }

  @Test func aMissingOrDamagedValueFilterLeavesNothingOut() throws {
    try RawDatabase.execute("DELETE FROM segment_part WHERE id % 8 = 4", in: script.folder.store)
    var store = try open()
    #expect(try search(Self.order, store) == [20, 3])
    #expect(reports.messages.isEmpty)
    store.close()
    try RawDatabase.execute(
      "INSERT INTO segment_part SELECT id * 8 + 4, x'00112233' FROM segment", in: script.folder.store)
    store = try open()
    for _ in 0..<2 { #expect(try search(Self.order, store) == [20, 3]) }
    #expect(reports.messages.count == 3)
    store.close()
  }

  @Test func aDamagedRowHidesNoSpan() throws {
    try RawDatabase.execute(
      "UPDATE segment SET t0 = t0 + 1000000000000, t1 = t1 + 1000000000000, level = 0, spans = 1",
      in: script.folder.store)
    let store = try open()
    let minute = try #require(
      TimeRange(start: Timestamp(nanoseconds: 120_000_000_000), end: Timestamp(nanoseconds: 120_000_000_100)))
    #expect(try search(.start(minute), store) == [20, 1])
    #expect(try store.trace(.numbered(3)).count == 20)
    #expect(reports.messages.count == 3)
    store.close()
  }

  @Test func segmentsThatSQLiteNoLongerFindsAreMissed() throws {
    // As if a page had lost a row: nothing counts it out.
    try RawDatabase.execute(
      "DROP TRIGGER segment_counted_out; DELETE FROM segment WHERE id = (SELECT min(id) FROM segment)",
      in: script.folder.store)
    let store = try open()
    #expect(try search(.always, store) == [40, 2])
    #expect(reports.messages.count == 1)
    #expect(try store.check().contains { $0.part == "segment" })
    store.close()
  }
}
