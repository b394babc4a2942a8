import MetricSeries
import PromQL
import SegmentStore
import TelemetryModel
import TelemetryStorage
import Testing

/// PromQL over points that went through the store.
@Suite struct StoredMetricSeriesTests {
  /// In milliseconds.
  static let start: Int64 = 1_700_000_000_000

  @Test func matchersChooseSeriesByNameAndLabelsAlsoAfterTheMerge() throws {
    let store = try MetricShop()
    try store.append(
      (0..<10).flatMap { step in
        ["a", "b"].map { host in MetricShop.gauge("queue.length", host: host, step: step, Double(step)) }
      })
    for isMerged in [false, true] {
      if isMerged { try store.merge() }
      #expect(try store.instant("queue_length{host=\"a\"}", at: 9) == ["queue_length{host=\"a\"}": 9])
      #expect(try store.instant("sum(queue_length)", at: 9) == ["": 18])
      #expect(try store.instant("{__name__=~\"queue.*\", host!=\"a\"}", at: 5) == ["queue_length{host=\"b\"}": 5])
      #expect(try store.instant("nothing", at: 9).isEmpty)
    }
    store.close()
  }

  @Test func aCounterThatBeganAnewStillOnlyGrows() throws {
    let store = try MetricShop()
    // Up by 10 a step; after step 4 the process restarts from nothing, half a step before its first point.
    try store.append(
      (0..<10).map { step in
        let isAfter = step >= 5
        return MetricShop.sum(
          "orders", step: step, Double((isAfter ? step - 4 : step + 1) * 10), startStep: isAfter ? 4.5 : -1)
      })
    try store.merge()
    let increase = try #require(try store.instant("increase(orders_total[135s])", at: 9)[""])
    // 4 steps before the restart and 5 after it, extrapolated from 135 s to 135 s.
    #expect(abs(increase - 90) < 1.5, "\(increase)")
    #expect(try store.instant("resets(orders_total[135s])", at: 9).values.first == 1)
    store.close()
  }

  @Test func deltasGrowAsCumulativeSeriesDo() throws {
    let store = try MetricShop()
    for step in 0..<20 {
      try store.append([
        MetricShop.sum("delta", step: step, 3, temporality: .delta),
        MetricShop.sum("cumulative", step: step, Double(step + 1) * 3),
      ])
    }
    try store.merge()
    for query in ["rate(%_total[1m])", "increase(%_total[2m])", "rate(%_total[45s])"] {
      let delta = try store.instant(query.replacing("%", with: "delta"), at: 19).values.first
      let cumulative = try store.instant(query.replacing("%", with: "cumulative"), at: 19).values.first
      #expect(delta != nil && delta == cumulative, "\(query)")
    }
    store.close()
  }

  @Test func quantilesComeFromClassicAndFromExponentialHistograms() throws {
    let store = try MetricShop()
    try store.append(
      (0..<5).flatMap { step -> [MetricPoint] in
        let count = UInt64(step + 1) * 10
        return [
          MetricShop.point(
            "classic", .histogram, step: step,
            .histogram(.init(count: count * 2, sum: Double(count), bucketCounts: [count, count, 0], bounds: [1, 2]))),
          MetricShop.point(
            "native", .exponentialHistogram, step: step,
            .exponentialHistogram(
              .init(count: count * 2, sum: Double(count), scale: 0, positive: .init(offset: 0, counts: [count, count])))
          ),
        ]
      })
    try store.merge()
    #expect(try store.instant("histogram_quantile(0.75, rate(classic_bucket[1m]))", at: 4).values.first == 1.5)
    #expect(try store.instant("classic_count", at: 4).values.first == 100)
    #expect(try store.instant("classic_bucket{le=\"1\"}", at: 4).values.first == 50)
    let native = try #require(try store.instant("histogram_quantile(0.5, native)", at: 4).values.first)
    #expect(abs(native - 2) < 1e-9, "\(native)")
    #expect(try store.instant("histogram_count(native)", at: 4).values.first == 100)
    store.close()
  }

  @Test func aSeriesThatEndedIsNotSeenAnyMore() throws {
    let store = try MetricShop()
    var end = MetricShop.gauge("temperature", host: "a", step: 3, 0)
    end.value = .none
    end.flags = PointFlags.noRecordedValue
    try store.append([
      MetricShop.gauge("temperature", host: "a", step: 1, 20), MetricShop.gauge("temperature", host: "b", step: 1, 30),
      end,
    ])
    #expect(try store.instant("count(temperature)", at: 2).values.first == 2)
    #expect(try store.instant("temperature", at: 4) == ["temperature{host=\"b\"}": 30])
    // Five minutes later the other one is out of sight, too.
    #expect(try store.instant("temperature", at: 30).isEmpty)
    store.close()
  }

  @Test func resourcesAreTargets() throws {
    let store = try MetricShop()
    var point = MetricShop.gauge("temperature", host: "a", step: 0, 20)
    point.metric.resource.attributes += [
      Attribute("service.name", .string("shop")), Attribute("deployment.environment", .string("test")),
    ]
    try store.append([point])
    #expect(
      try store.instant("target_info", at: 0) == [
        "target_info{deployment_environment=\"test\", job=\"shop\"}": 1
      ])
    #expect(try store.instant("target_info{job=\"other\"}", at: 0).isEmpty)
    let joined = try store.instant(
      "temperature * on (job) group_left (deployment_environment) target_info", at: 0)
    #expect(joined.values.first == 20)
    store.close()
  }

  @Test func theCatalogTellsSeriesLabelsValuesAndMetadata() throws {
    let store = try MetricShop()
    try store.append([
      MetricShop.gauge("temperature", host: "a", step: 0, 20), MetricShop.sum("orders", step: 0, 1),
      MetricShop.point(
        "latency", .histogram, step: 0, .histogram(.init(count: 1, bucketCounts: [1, 0], bounds: [0.5]))),
    ])
    let source = store.source
    let range = Self.start - 1_000...Self.start + 1_000
    #expect(
      try source.labelValues(of: "__name__", matching: [], in: range) == [
        "temperature", "orders_total", "latency_bucket", "latency_sum", "latency_count",
      ])
    #expect(try source.labelValues(of: "le", matching: [], in: range) == ["0.5", "+Inf"])
    #expect(try source.labelNames(matching: [], in: range) == ["__name__", "host", "le"])
    let matcher = LabelMatcher("__name__", .equal, "latency_bucket")
    #expect(try source.labelSets(matching: [[matcher]], in: range, limit: 10).count == 2)
    #expect(throws: PromQLError.self) { try source.labelSets(matching: [], in: range, limit: 2) }
    #expect(try source.labelSets(matching: [], in: 0...1_000, limit: 10).isEmpty)
    #expect(
      Set(try source.metadata().map { "\($0.name) \($0.kind)" }) == [
        "temperature gauge", "orders_total counter", "latency histogram",
      ])
    store.close()
  }

  @Test func exemplarsLeadToTraces() throws {
    let store = try MetricShop()
    let trace = TraceID(high: 1, low: 2)
    let exemplar = MetricPoint.Exemplar(
      time: MetricShop.time(0.5), value: .double(0.3), traceID: trace, spanID: SpanID(rawValue: 3))
    var point = MetricShop.point(
      "latency", .histogram, step: 1, .histogram(.init(count: 1, bucketCounts: [1, 0], bounds: [0.5])))
    point.exemplars = [exemplar]
    try store.append([point])
    try store.merge()
    let matchers = [LabelMatcher("__name__", .equal, "latency_bucket"), LabelMatcher("le", .equal, "0.5")]
    let found = try store.source.exemplars(
      matching: [matchers], in: Self.start...Self.start + 10_000, limit: 10)
    #expect(found.count == 1)
    #expect(found.first?.exemplars.first?.labels["trace_id"] == trace.description)
    #expect(found.first?.exemplars.first?.value == 0.3)
    #expect(try store.source.exemplars(matching: [matchers], in: 0...1, limit: 10).isEmpty)
    store.close()
  }

  @Test func aQueryThatWouldReadTooMuchIsRefused() throws {
    let store = try MetricShop()
    try store.append((0..<100).map { MetricShop.gauge("temperature", host: "a", step: $0, 20) })
    var limits = PromQLLimits()
    limits.sampleCount = 50
    let query = try PromQLQuery("max_over_time(temperature[1h])")
    let error = #expect(throws: PromQLError.self) {
      try query.instant(at: Self.start + 100 * 15_000, from: store.source, limits: limits)
    }
    #expect(error?.code == .tooManySamples)
    store.close()
  }

  @Test func combinedSourcesAnswerAsOne() throws {
    let first = try MetricShop()
    let second = try MetricShop()
    try first.append([MetricShop.gauge("temperature", host: "a", step: 0, 1), MetricShop.sum("orders", step: 0, 5)])
    try second.append([
      MetricShop.gauge("temperature", host: "a", step: 0, 2), MetricShop.gauge("other", host: "b", step: 0, 3),
    ])
    let source = CombinedMetricSource([first.source, second.source])
    let range = Self.start - 1_000...Self.start + 1_000
    #expect(try MetricShop.instant("temperature", at: 0, from: source) == ["temperature{host=\"a\"}": 1])
    #expect(try MetricShop.instant("other", at: 0, from: source) == ["other{host=\"b\"}": 3])
    #expect(
      try source.labelValues(of: "__name__", matching: [], in: range) == ["temperature", "orders_total", "other"])
    #expect(try source.labelSets(matching: [], in: range, limit: 3).count == 3)
    #expect(throws: PromQLError.self) { try source.labelSets(matching: [], in: range, limit: 2) }
    first.close()
    second.close()
  }
}
