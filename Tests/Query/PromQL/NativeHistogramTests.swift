import PromQL
import PromQLTesting
import Testing

@Suite struct NativeHistogramTests {
  private static func histogram(
    schema: Int = 0, counts: [Double], offset: Int = 1, zero: Double = 0, threshold: Double = 0, sum: Double = 0,
    negative: [Double] = []
  ) throws -> NativeHistogram {
    try #require(
      NativeHistogram(
        schema: schema, count: (counts + negative).reduce(zero, +), sum: sum, zeroThreshold: threshold, zeroCount: zero,
        positive: .init(offset: offset, counts: counts), negative: .init(offset: offset, counts: negative)))
  }

  private static func source(_ samples: [(time: Int64, NativeHistogram)], name: String = "h") -> MemorySource {
    MemorySource([
      SampleSeries(
        labels: Labels([Label("__name__", name)]), timestamps: samples.map(\.time), values: samples.map { _ in 0 },
        histograms: samples.map(\.1))
    ])
  }

  private func value(_ text: String, at time: Int64 = 0, _ source: MemorySource) throws -> SampleValue {
    guard case .vector(let samples) = try PromQLQuery(text).instant(at: time, from: source) else {
      throw PromQLError(.execution, "no vector")
    }
    return try #require(samples.first).point.value
  }

  private func float(_ text: String, at time: Int64 = 0, _ source: MemorySource) throws -> Double {
    guard case .float(let value) = try value(text, at: time, source) else { return .nan }
    return value
  }

  @Test("Quantiles are interpolated within buckets, and the bucket of zero reaches as far as the signs of the rest")
  func quantiles() throws {
    // Buckets (1, 2], (2, 4], (4, 8].
    let source = Self.source([(0, try Self.histogram(counts: [4, 4, 2], sum: 30))])
    #expect(try float("histogram_quantile(0.5, h)", source) == 2.5)
    #expect(try float("histogram_quantile(1, h)", source) == 8)
    #expect(try float("histogram_quantile(0, h)", source) == 1)
    #expect(try float("histogram_quantile(-0.1, h)", source) == -.infinity)
    #expect(try float("histogram_quantile(1.1, h)", source) == .infinity)
    #expect(try float("histogram_quantile(NaN, h)", source).isNaN)
    #expect(try float("histogram_count(h)", source) == 10)
    #expect(try float("histogram_sum(h)", source) == 30)
    #expect(try float("histogram_avg(h)", source) == 3)
    #expect(try float("histogram_fraction(2, 4, h)", source) == 0.4)
    #expect(try float("histogram_fraction(-Inf, 3, h)", source) == 0.6)
    let zero = Self.source([(0, try Self.histogram(counts: [2], zero: 2, threshold: 0.5))])
    #expect(try float("histogram_quantile(0.25, h)", zero) == 0.25)
    let negative = Self.source([(0, try Self.histogram(counts: [], zero: 2, threshold: 0.5, negative: [2]))])
    #expect(try float("histogram_quantile(0.25, h)", negative) == -1.5)
    #expect(try float("histogram_quantile(0.75, h)", negative) == -0.25)
  }

  @Test("A histogram in OTLP's coarser and finer scales adds up to the coarser one")
  func schemas() throws {
    // At schema 1, buckets 1...4 reach to 2^0.5, 2, 2^1.5, 4; at schema 0 they are (1, 2] and (2, 4].
    let source = MemorySource([
      Self.source([(0, try Self.histogram(schema: 1, counts: [1, 2, 3, 4]))], name: "fine").all[0],
      Self.source([(0, try Self.histogram(schema: 0, counts: [10, 20]))], name: "coarse").all[0],
    ])
    guard case .histogram(let sum) = try value("sum({__name__=~\"fine|coarse\"})", source) else {
      Issue.record("no histogram")
      return
    }
    #expect(sum == (try Self.histogram(schema: 0, counts: [13, 27])))
    guard case .histogram(let average) = try value("avg({__name__=~\"fine|coarse\"})", source) else { return }
    #expect(average == (try Self.histogram(schema: 0, counts: [6.5, 13.5])))
    guard case .histogram(let doubled) = try value("coarse * 2 - ignoring() coarse", source) else { return }
    #expect(doubled == (try Self.histogram(schema: 0, counts: [10, 20])))
  }

  @Test("Rates of histograms stretch as those of counters do, and see resets in any bucket")
  func rates() throws {
    let samples = try (0...10).map {
      (time: Int64($0) * 60_000, try Self.histogram(counts: [Double($0) * 60, 60], sum: Double($0)))
    }
    let source = Self.source(samples)
    guard case .histogram(let rate) = try value("rate(h[5m])", at: 600_000, source) else { return }
    #expect(rate.count == 1)
    #expect(rate.positive.counts == [1, 0])
    let reset = Self.source([
      (0, try Self.histogram(counts: [5, 5])), (60_000, try Self.histogram(counts: [2, 9])),
      (120_000, try Self.histogram(counts: [3, 10])),
    ])
    guard case .histogram(let growth) = try value("increase(h[2m])", at: 120_000, reset) else { return }
    #expect(growth.positive.counts == [3, 10])
    #expect(try float("resets(h[2m])", at: 120_000, reset) == 1)
    #expect(try float("changes(h[2m])", at: 120_000, reset) == 2)
    #expect(try float("count_over_time(h[2m])", at: 120_000, reset) == 3)
    #expect(try float("histogram_count(sum_over_time(h[2m]))", at: 120_000, reset) == 34)
  }

  @Test("What is no histogram is refused: schemas, thresholds and buckets beyond those of numbers")
  func invalid() {
    #expect(NativeHistogram(schema: 9, count: 0, sum: 0) == nil)
    #expect(NativeHistogram(schema: -5, count: 0, sum: 0) == nil)
    #expect(NativeHistogram(schema: 0, count: 0, sum: 0, zeroThreshold: -1) == nil)
    #expect(NativeHistogram(schema: 0, count: 0, sum: 0, zeroThreshold: .nan) == nil)
    for offset in [Int.max, Int.min, 2_000, -2_000] {
      #expect(NativeHistogram(schema: 0, count: 0, sum: 0, positive: .init(offset: offset, counts: [1])) == nil)
    }
    let many = Array(repeating: 1.0, count: PromQLLimits.bucketCount + 1)
    #expect(NativeHistogram(schema: 8, count: 0, sum: 0, negative: .init(offset: 0, counts: many)) == nil)
  }

  @Test("A sum over far more buckets than the limit gets coarser instead of larger")
  func farApart() throws {
    let source = MemorySource([
      Self.source([(0, try Self.histogram(schema: 8, counts: [1], offset: -270_000))], name: "low").all[0],
      Self.source([(0, try Self.histogram(schema: 8, counts: [1], offset: 270_000))], name: "high").all[0],
    ])
    guard case .histogram(let sum) = try value("sum({__name__=~\"low|high\"})", source) else { return }
    #expect(sum.count == 2)
    #expect(sum.positive.counts.count <= PromQLLimits.bucketCount)
    #expect(sum.positive.counts.reduce(0, +) == 2)
    #expect(sum.schema < 8)
  }

  @Test("Operators and aggregations that have no meaning for histograms pass over them")
  func mixtures() throws {
    var source = Self.source([(0, try Self.histogram(counts: [1]))])
    source.all.append(
      SampleSeries(labels: Labels([Label("__name__", "f")]), timestamps: [0], values: [7]))
    for text in [
      "h + 1", "h > 1", "h ^ 2", "1 / h", "abs(h)", "max(h)", "quantile(0.5, h)", "topk(1, h)",
      "sum({__name__=~\"h|f\"})", "max_over_time(h[1m])", "deriv(h[1m])", "histogram_count(f)",
    ] {
      guard case .vector(let samples) = try PromQLQuery(text).instant(at: 0, from: source) else { return }
      #expect(samples.isEmpty, "\(text)")
    }
    #expect(try float("count({__name__=~\"h|f\"})", source) == 2)
    #expect(try float("max({__name__=~\"h|f\"})", source) == 7)
  }

  @Test("Answers that leave something out, or were asked for something odd, say so")
  func notes() throws {
    var source = Self.source([(0, try Self.histogram(counts: [1]))])
    source.all.append(SampleSeries(labels: Labels([Label("__name__", "f")]), timestamps: [0], values: [7]))
    for (text, warning) in [
      ("sum({__name__=~\"h|f\"})", "PromQL warning: encountered a mix of histograms and floats for aggregation"),
      ("quantile(2, f)", "PromQL warning: quantile value should be between 0 and 1, got 2"),
      ("quantile_over_time(NaN, f[1m])", "PromQL warning: quantile value should be between 0 and 1, got NaN"),
      (
        "histogram_quantile(0.5, {__name__=~\"h|f\"})",
        "PromQL warning: bucket label \"le\" is missing or has a malformed value of \"\" for metric name \"f\""
      ),
    ] {
      let notes = PromQLNotes()
      _ = try PromQLQuery(text).range(from: 0, through: 10, step: 1, from: source, notes: notes)
      #expect(notes.warnings == [warning])
      #expect(notes.infos.isEmpty)
    }
  }
}
