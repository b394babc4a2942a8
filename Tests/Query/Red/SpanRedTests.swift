import QueryEngine
import SegmentStore
import TelemetryModel
import TelemetryStorage
import TestSupport
import Testing

/// Rates, errors and durations by what rollups do not know, against a plain computation over the same spans.
@Suite struct SpanRedTests {
  private static let quantiles = [0, 0.5, 0.95, 1]
  private let shop: RedShop

  init() throws { shop = try RedShop() }

  /// Spans of which some have a route, a number or a list, and whose resources have a zone.
  private static func spans(_ generator: inout SeededGenerator, count: Int) -> [Span] {
    RedSpans.make(seed: generator.next(), count: count).map { span in
      var span = span
      if generator.number(0...3) > 0 {
        span.attributes.append(Attribute("route", .string("/\(generator.number(0...4))")))
      }
      if generator.isOne(in: 3) { span.attributes.append(Attribute("size", .int(Int64(generator.number(0...9))))) }
      if generator.isOne(in: 5) { span.attributes.append(Attribute("tags", .array([.string("a"), .int(1)]))) }
      if generator.isOne(in: 2) {
        span.resource.attributes.append(Attribute("zone", .string("z\(generator.number(0...1))")))
      }
      if generator.isOne(in: 9) { span.attributes.append(Attribute("zone", .string("own"))) }
      return span
    }
  }

  @Test func figuresByAttributesAreThoseOfAPlainComputationAtEveryStage() throws {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    let spans = Self.spans(&generator, count: 5_000)
    let store = try shop.open()
    try shop.append(spans, to: store)
    for stage in ["level 0", "level 1"] {
      let engine = QueryEngine(source: store, rollups: store)
      for query in [
        RedQuery(grouping: [.attribute("route")], timeRange: .all, quantiles: Self.quantiles, wantsExemplars: true),
        RedQuery(
          service: "shop", grouping: [.attribute("zone"), .resource("zone"), .kind], timeRange: .all, stepMinutes: 5,
          quantiles: Self.quantiles),
        RedQuery(operation: "operation 1", grouping: [.attribute("tags"), .operation, .status], timeRange: .all),
        RedQuery(
          kinds: [.server, .client], grouping: [.attribute("size"), .statusClass], timeRange: .all, stepMinutes: 3,
          quantiles: Self.quantiles),
        RedQuery(grouping: [.attribute("nobody.has.this")], timeRange: .all),
      ].map(Self.inTheQuarterOfAnHour) {
        let answer = try engine.red(query)
        #expect(answer.source == .spans)
        try PlainRed.expect(answer, query, spans, "seed \(seed), \(stage), by \(query.grouping)")
      }
      try shop.settle(store)
    }
    store.close()
  }

  @Test func filtersChooseWhatIsCounted() throws {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    let spans = Self.spans(&generator, count: 3_000)
    let store = try shop.open()
    try shop.append(spans, to: store)
    try shop.settle(store)
    let engine = QueryEngine(source: store, rollups: store)
    let isSlow: SpanCondition = .duration(nanoseconds: 1_000_000 ... .max)
    let isThere: SpanCondition = .attribute(key: "route", text: "/1", on: .all)
    let query = Self.inTheQuarterOfAnHour(
      RedQuery(
        filter: .all([isSlow, .not(isThere)]), grouping: [.service], timeRange: .all, stepMinutes: 4,
        quantiles: Self.quantiles, wantsExemplars: true))
    let answer = try engine.red(query)
    #expect(answer.source == .spans && !answer.groups.isEmpty)
    try PlainRed.expect(answer, query, spans, "seed \(seed)") { span in
      span.endTime.nanoseconds - span.startTime.nanoseconds >= 1_000_000
        && !span.attributes.contains(Attribute("route", .string("/1")))
    }
    store.close()
  }

  @Test func tooManyGroupsAndTooManyBytesAreRefused() throws {
    var generator = SeededGenerator(seed: 5)
    let store = try shop.open()
    try shop.append(Self.spans(&generator, count: 500), to: store)
    var limits = QueryLimits()
    limits.redPointCount = 3
    let query = RedQuery(grouping: [.attribute("route")], timeRange: .all)
    #expect(throws: QueryError.self) {
      try QueryEngine(source: store, rollups: store, limits: limits).red(query)
    }
    limits = QueryLimits()
    limits.resultByteCount = 100
    let error = try #require(throws: QueryError.self) {
      try QueryEngine(source: store, rollups: store, limits: limits).red(query)
    }
    #expect(error.code == .resultTooLarge)
    let many = RedQuery(grouping: Set((0..<9).map { .attribute("a\($0)") }), timeRange: .all)
    #expect(throws: QueryError.self) { try QueryEngine(source: store, rollups: store).red(many) }
    store.close()
  }

  /// Over all of time there would be too many steps.
  private static func inTheQuarterOfAnHour(_ query: RedQuery) -> RedQuery {
    var query = query
    let start: UInt64 = 1_700_000_000_000_000_000
    let end = Timestamp(nanoseconds: start + 900_000_000_000)
    if let range = TimeRange(start: Timestamp(nanoseconds: start), end: end) { query.timeRange = range }
    return query
  }
}
