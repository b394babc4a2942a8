import PromQL
import QueryEngine
import Rollups
import SpanSeries
import TelemetryModel
import TelemetryStorage
import TestSupport
import Testing

@Suite struct SpanSeriesTests {
  private static let shop = SpanShop(seed: 7, count: 4_000)

  /// The end of the last minute that has spans, in milliseconds.
  private static let end = SpanShop.start + Int64(SpanShop.minuteCount) * 60_000

  @Test(arguments: [1, 3, 7, 20, 45, 90])
  func whatIncreaseFindsOverWholeMinutesIsWhatTheRedEngineCounts(minuteCount: Int) throws {
    for last in stride(from: minuteCount, through: SpanShop.minuteCount, by: 13) {
      let end = SpanShop.start + Int64(last) * 60_000
      let answer = try Self.shop.red(by: [.service, .kind], last - minuteCount..<last)
      for (name, figure) in [("calls", \RedPoint.count), ("errors", \RedPoint.errorCount)] {
        let found = try Self.shop.instant(
          "sum by (service, span_kind) (increase(traces_spanmetrics_\(name)_total[\(minuteCount)m]))", at: end)
        for group in answer.groups {
          let kind = "SPAN_KIND_\(group.text(.kind)?.uppercased() ?? "")"
          let value = found["\(group.text(.service) ?? "") \(kind)"] ?? .nan
          #expect(abs(value - Double(group.points[0][keyPath: figure])) < 1e-6, "\(name) \(kind) \(last)")
        }
        let rest = found.values.reduce(0, +) - Double(answer.groups.reduce(0) { $0 + $1.points[0][keyPath: figure] })
        #expect(abs(rest) < 1e-6)
      }
    }
  }

  @Test func sumsAndCountsOfHistogramsAreExact() throws {
    let (sum, count) = Self.shop.spans.reduce((UInt64(0), 0)) { result, span in
      (result.0 + span.endTime.nanoseconds - span.startTime.nanoseconds, result.1 + 1)
    }
    let range = "[\(SpanShop.minuteCount)m]"
    for (query, value) in [
      ("sum(increase(traces_spanmetrics_latency_sum\(range)))", Double(sum) / 1e9),
      ("sum(increase(traces_spanmetrics_latency_count\(range)))", Double(count)),
      ("sum(increase(traces_spanmetrics_latency_bucket{le=\"+Inf\"}\(range)))", Double(count)),
      ("histogram_count(sum(increase(traces_spanmetrics_latency\(range))))", Double(count)),
      ("histogram_sum(sum(increase(traces_spanmetrics_latency\(range))))", Double(sum) / 1e9),
    ] {
      let found = try Self.shop.instant(query, at: Self.end)[""] ?? .nan
      #expect(abs(found - value) <= value * 1e-12, "\(query)")
    }
  }

  @Test func bucketsHoldWhatIsWithinABoundAtMost1Point1PercentAway() throws {
    let durations = Self.shop.spans.map { Double($0.endTime.nanoseconds - $0.startTime.nanoseconds) / 1e9 }
    let found = try Self.shop.instant(
      "sum by (le) (increase(traces_spanmetrics_latency_bucket[\(SpanShop.minuteCount)m]))", at: Self.end)
    #expect(found.count == 21)
    for (bound, value) in found {
      guard let bound = Double(bound == "+Inf" ? "inf" : bound) else {
        Issue.record("no number: \(bound)")
        continue
      }
      #expect(value.rounded() >= Double(durations.count { $0 <= bound * 0.989 }))
      #expect(value.rounded() <= Double(durations.count { $0 <= bound * 1.011 }))
    }
  }

  @Test(arguments: [0.5, 0.9, 0.99])
  func quantilesOfNativeHistogramsAreWithinThreePercent(quantile: Double) throws {
    let durations = Self.shop.spans.map { Double($0.endTime.nanoseconds - $0.startTime.nanoseconds) / 1e9 }.sorted()
    let exact = durations[Int(quantile * Double(durations.count - 1))]
    let query = "histogram_quantile(\(quantile), sum(increase(traces_spanmetrics_latency[\(SpanShop.minuteCount)m])))"
    let found = try Self.shop.instant(query, at: Self.end)[""] ?? .nan
    #expect(abs(found - exact) <= exact * 0.03)
  }

  @Test func aRateDoesNotDependOnTheRangeOfTheQuery() throws {
    let query = try PromQLQuery("sum(rate(traces_spanmetrics_calls_total[5m]))")
    let source = Self.shop.source
    let long = try query.range(from: SpanShop.start, through: Self.end, step: 60_000, from: source).values
    for start in stride(from: SpanShop.start + 3_600_000, to: Self.end, by: 300_000) {
      let short = try query.range(from: start, through: Self.end, step: 60_000, from: source).values
      #expect(zip(long.suffix(short.count), short).allSatisfy { abs($0 - $1) < 1e-9 })
    }
  }

  @Test func countersNeverFallAndHaveASampleAMinute() throws {
    let series = try Self.shop.source.series(
      matching: [], in: SpanShop.start...Self.end + 120_000, sampleLimit: 10_000_000)
    #expect(!series.isEmpty)
    #expect(Set(series.map(\.labels)).count == series.count)
    for one in series {
      #expect(zip(one.timestamps, one.timestamps.dropFirst()).allSatisfy { $1 - $0 == 60_000 })
      #expect(zip(one.values, one.values.dropFirst()).allSatisfy { $0 <= $1 })
      let histograms = one.histograms.compactMap(\.self)
      #expect(zip(histograms, histograms.dropFirst()).allSatisfy { $0.count <= $1.count })
    }
  }

  @Test func aMinuteThatIsNotOverHasNoSample() throws {
    let source = SpanSeriesSource(Self.shop.rollups) { Timestamp(nanoseconds: UInt64(Self.end - 1) * 1_000_000) }
    let series = try source.series(
      matching: [LabelMatcher("__name__", .equal, "traces_spanmetrics_calls_total")],
      in: SpanShop.start...Self.end + 600_000, sampleLimit: 1_000_000)
    #expect(series.allSatisfy { $0.timestamps.last == Self.end - 60_000 })
  }

  @Test func callsBetweenServicesAreThoseOfTheDependencies() throws {
    let range = try #require(
      TimeRange(
        start: Timestamp(nanoseconds: UInt64(SpanShop.start) * 1_000_000),
        end: Timestamp(nanoseconds: UInt64(Self.end) * 1_000_000 - 1)))
    let answer = try Self.shop.engine.dependencies(range)
    #expect(!answer.dependencies.isEmpty)
    for (name, figure) in [("total", \Dependency.callCount), ("failed_total", \Dependency.errorCount)] {
      let found = try Self.shop.instant(
        "sum by (client, server) (increase(traces_service_graph_request_\(name)[\(SpanShop.minuteCount)m]))",
        at: Self.end)
      let exact = Dictionary(
        answer.dependencies.map { ("\($0.caller) \($0.callee)", Double($0[keyPath: figure])) }, uniquingKeysWith: +)
      #expect(found.mapValues { $0.rounded() } == exact)
    }
  }

  @Test func labelsAreThoseOfTempo() throws {
    let found = try Self.shop.source.labelSets(
      matching: [[LabelMatcher("__name__", .equal, "traces_spanmetrics_calls_total")]],
      in: SpanShop.start...Self.end, limit: 1_000)
    let first = try #require(found.first { $0["span_kind"] == "SPAN_KIND_SERVER" })
    #expect(first["service"].hasPrefix("service"))
    #expect(first["span_name"].hasPrefix("operation"))
    #expect(["STATUS_CODE_UNSET", "STATUS_CODE_ERROR"].contains(first["status_code"]))
  }

  @Test func catalogsTellWhatQueriesFind() throws {
    let (source, range) = (Self.shop.source, SpanShop.start...Self.end)
    let selector = [LabelMatcher("service", .equal, "service 1"), LabelMatcher("le", .notEqual, "")]
    #expect(
      try source.labelNames(matching: [selector], in: range)
        == ["__name__", "le", "service", "span_name", "span_kind", "status_code"])
    #expect(
      try source.labelValues(of: "__name__", matching: [selector], in: range) == ["traces_spanmetrics_latency_bucket"])
    #expect(try source.labelValues(of: "le", matching: [selector], in: range).contains("0.002"))
    #expect(try source.labelValues(of: "service", matching: [], in: range) == ["service 0", "service 1", "service 2"])
    #expect(try source.labelValues(of: "nothing", matching: [], in: range).isEmpty)
    #expect(try source.labelValues(of: "service", matching: [], in: 0...1).isEmpty)
    #expect(try source.labelValues(of: "service", matching: [], in: Int64.min...(-1)).isEmpty)
    #expect(throws: PromQLError.self) { try source.labelSets(matching: [], in: range, limit: 10) }
    let sets = try source.labelSets(matching: [selector], in: range, limit: 1_000)
    let series = try source.series(matching: selector, in: range, sampleLimit: 10_000_000)
    #expect(Set(sets) == Set(series.map(\.labels)))
  }

  @Test func exemplarsLeadToSpansOfTheirSeries() throws {
    let found = try Self.shop.source.exemplars(
      matching: [[LabelMatcher("__name__", .equal, "traces_spanmetrics_latency_bucket")]],
      in: SpanShop.start...Self.end, limit: 10_000)
    #expect(!found.isEmpty)
    for series in found {
      for exemplar in series.exemplars {
        let span = try #require(Self.shop.spans.first { $0.spanID.description == exemplar.labels["span_id"] })
        #expect(span.traceID.description == exemplar.labels["trace_id"])
        #expect(span.name == series.labels["span_name"])
        #expect(Double(span.endTime.nanoseconds - span.startTime.nanoseconds) / 1e9 == exemplar.value)
        #expect(exemplar.value <= (Double(series.labels["le"]) ?? .infinity) * 1.011)
      }
    }
  }

  @Test func moreSamplesThanAllowedAreRefused() {
    let source = Self.shop.source
    for name in ["traces_spanmetrics_latency_bucket", "traces_spanmetrics_latency", "traces_spanmetrics_calls_total"] {
      #expect(throws: PromQLError.self) {
        try source.series(
          matching: [LabelMatcher("__name__", .equal, name)], in: SpanShop.start...Self.end, sampleLimit: 300)
      }
    }
    #expect(throws: PromQLError.self) {
      try source.series(matching: [], in: Int64.min...Int64.max, sampleLimit: 100_000)
    }
  }
}
