import QueryEngine
import Rollups
import SegmentStore
import TelemetryModel
import TelemetryStorage
import TestSupport
import Testing

/// Rates, errors and durations over a store, against a plain computation over the same spans.
@Suite struct RedTests {
  private let shop: RedShop

  init() throws { shop = try RedShop() }

  @Test func figuresAreThoseOfAPlainComputationAtEveryStage() throws {
    let seed = UInt64.random(in: .min ... .max)
    let spans = RedSpans.make(seed: seed, count: 6_000)
    let store = try shop.open()
    try shop.append(spans, to: store)
    try shop.expect(spans, in: store, "seed \(seed), all in level 0")
    try shop.settle(store)
    try shop.expect(spans, in: store, "seed \(seed), all merged")
    let more = RedSpans.make(seed: seed &+ 1, count: 3_000)
    try shop.append(more, to: store)
    try shop.expect(spans + more, in: store, "seed \(seed), some merged")
    try shop.settle(store)
    shop.options.compactionFanIn = 2
    shop.options.segmentSpanCount = 100_000
    try shop.settle(store)
    #expect(store.statistics().maintenance.compactions > 0)
    try shop.expect(spans + more, in: store, "seed \(seed), compacted")
    try shop.removeAllSpans(from: store)
    #expect(store.statistics().spanCount == 0)
    try shop.expect(spans + more, in: store, "seed \(seed), after retention")
    store.close()
  }

  @Test func figuresAreTheSameWhenRollupsAreFoldedOnTheWay() throws {
    let spans = RedSpans.make(seed: 7, count: 5_000)
    let store = try shop.open()
    try shop.append(spans, to: store)
    try shop.settle(store)
    #expect(store.statistics().levelOne.segmentCount > 3)
    var limits = QueryLimits()
    limits.keptRollupByteCount = 0
    try PlainRed.expect(QueryEngine(source: store, rollups: store, limits: limits), spans, "folded")
    store.close()
  }

  @Test func aSourceWithoutRollupsAnswersFromItsSpans() throws {
    let spans = RedSpans.make(seed: 4, count: 1_000)
    let store = try shop.open()
    try shop.append(spans, to: store)
    try PlainRed.expect(QueryEngine(source: store), spans, "scanned")
    store.close()
  }

  @Test func theRangeIsRoundedOutwardsToMinutesAndStepsBeginWithIt() throws {
    let store = try shop.open()
    // At 0:30, 1:30, ..., 9:30 after the full hour.
    let hour: UInt64 = 1_699_999_200_000_000_000
    let spans = (0..<10 as Range<UInt64>).map {
      Span.stub(
        traceID: TraceID(high: 1, low: $0 + 1), spanID: SpanID(rawValue: 1), parentSpanID: .none, name: "op",
        start: hour + $0 * 60_000_000_000 + 30_000_000_000, durationNanoseconds: 1_000, attributes: [], service: "a")
    }
    try store.append([SpanBatch(spans)])
    let range = try #require(
      TimeRange(
        start: Timestamp(nanoseconds: hour + 130_000_000_000), end: Timestamp(nanoseconds: hour + 420_000_000_000)))
    let answer = try QueryEngine(source: store, rollups: store).red(RedQuery(timeRange: range, stepMinutes: 4))
    let first = Minute(hour / 60_000_000_000)
    #expect(answer.minutes == first + 2...first + 7)
    let points = try #require(answer.groups.first).points
    #expect(points.map(\.minute) == [first + 2, first + 6])
    #expect(points.map(\.count) == [4, 2])
    #expect(points.map(\.minuteCount) == [4, 2])
    #expect(points.map(\.rate) == [4.0 / 240, 2.0 / 120])
    store.close()
  }

  @Test func longRangesInStepsOfHoursBeginAtTheFullHour() throws {
    let store = try shop.open()
    let hour: UInt64 = 1_699_999_200_000_000_000
    let minute: UInt64 = 60_000_000_000
    let spans = (0..<2_000 as Range<UInt64>).map {
      Span.stub(
        traceID: TraceID(high: 1, low: $0 + 1), spanID: SpanID(rawValue: 1), parentSpanID: .none, name: "op \($0 % 3)",
        start: hour + $0 * minute, durationNanoseconds: 1_000 + $0, attributes: [], service: "a")
    }
    try shop.append(spans, to: store)
    try shop.settle(store)
    let engine = QueryEngine(source: store, rollups: store)
    let first = Minute(hour / minute)
    func expect(_ minutes: ClosedRange<UInt64>, step: Int, begins: Minute) throws {
      let range = TimeRange(
        start: Timestamp(nanoseconds: hour + minutes.lowerBound * minute),
        end: Timestamp(nanoseconds: hour + minutes.upperBound * minute))
      let query = RedQuery(
        grouping: [.operation], timeRange: range ?? .all, stepMinutes: step, quantiles: [0.5], wantsExemplars: true)
      let answer = try engine.red(query)
      #expect(answer.minutes == first + begins...first + Minute(minutes.upperBound))
      try PlainRed.expect(answer, query, spans, "\(minutes) by \(step)")
    }
    try expect(77...1_600, step: 180, begins: 60)
    try expect(60...1_499, step: 60, begins: 60)
    try expect(77...1_600, step: 90, begins: 77)
    try expect(77...1_400, step: 60, begins: 77)
    store.close()
  }

  @Test func tooManyPointsAreRefusedWithAHint() throws {
    let store = try shop.open()
    try shop.append(RedSpans.make(seed: 1, count: 100), to: store)
    let engine = QueryEngine(source: store, rollups: store)
    for query in [
      RedQuery(timeRange: .all, stepMinutes: 1), RedQuery(grouping: [.operation], timeRange: .all, stepMinutes: 4_000),
    ] {
      let error = try #require(throws: QueryError.self) { try engine.red(query) }
      #expect(error.code == .resultTooLarge)
      #expect(error.message.contains("longer step"))
    }
    #expect(try engine.red(RedQuery(timeRange: .all)).groups.map(\.count) == [100])
    store.close()
  }

  @Test(arguments: [[-0.1], [1.1], [.nan], Array(repeating: 0.5, count: 33)])
  func quantilesThatAreNoneAreRefused(quantiles: [Double]) throws {
    let store = try shop.open()
    let query = RedQuery(timeRange: .all, quantiles: quantiles)
    let error = try #require(throws: QueryError.self) { try QueryEngine(source: store, rollups: store).red(query) }
    #expect(error.code == .invalidQuery)
    #expect(throws: QueryError.self) {
      try QueryEngine(source: store, rollups: store).red(RedQuery(timeRange: .all, stepMinutes: 0))
    }
    store.close()
  }

  @Test func dependenciesAreTheSameBeforeAndAfterTheMerge() throws {
    let store = try shop.open()
    var spans: [Span] = []
    for trace in 1...20 as ClosedRange<UInt64> { spans += RedSpans.call(trace: trace, isError: trace % 5 == 0) }
    // Both sides of every call arrive in different requests.
    try store.append([SpanBatch(spans.filter { $0.kind == .client })])
    try store.append([SpanBatch(spans.filter { $0.kind == .server })])
    let engine = QueryEngine(source: store, rollups: store)
    for stage in ["level 0", "level 1"] {
      let answer = try engine.dependencies(.all)
      #expect(
        answer.dependencies.map { "\($0.caller) \($0.callee) \($0.link) \($0.callCount) \($0.errorCount)" }.sorted()
          == ["front cart rpc 20 4", "user front virtual 20 0"], "\(stage)")
      try shop.settle(store)
    }
    store.close()
  }
}
