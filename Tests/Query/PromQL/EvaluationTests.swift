import PromQL
import PromQLTesting
import Testing

@Suite struct EvaluationTests {
  static let expressions = [
    "a", "a offset 90s", "a @ 300", "rate(a[3m])", "increase(a[2m] offset 1m)", "irate(a[4m])", "delta(a[5m])",
    "idelta(a[5m])", "deriv(a[4m])", "predict_linear(a[4m], 60)", "changes(a[5m])", "resets(a[5m])",
    "avg_over_time(a[3m])", "sum_over_time(a[3m])", "min_over_time(a[3m])", "max_over_time(a[3m])",
    "count_over_time(a[3m])", "last_over_time(a[3m])", "present_over_time(a[1m])", "quantile_over_time(0.3, a[5m])",
    "stddev_over_time(a[5m])", "absent_over_time(a[10s])", "absent(a)", "sum(a)", "sum by(x) (a)",
    "avg without(y) (a)", "min(a)", "max by(y) (a)", "count(a)", "stddev(a)", "quantile(0.7, a)", "topk(2, a)",
    "bottomk by(x) (1, a)", "count_values(\"v\", floor(a / 50))", "a + 1", "2 * a", "-a", "a > 20", "a > bool 20",
    "a + a", "a / on(x) group_left sum by(x) (a)", "sum by(x) (a) * on(x) group_right a", "a and a > 10",
    "a unless a > 10", "a > 30 or a", "sum by(x) (a) or on(x) a", "sum(a) / count(a)", "clamp(a, 5, 20)",
    "round(a, 3)", "timestamp(a)", "time()", "scalar(sum(a))", "vector(time())", "minute()",
    "max_over_time(rate(a[2m])[5m:30s])", "sum_over_time(a[3m:45s])", "avg_over_time(sum by(x) (a)[4m:1m] offset 1m)",
    "label_replace(a, \"z\", \"$1\", \"x\", \"(.).*\")", "histogram_count(a)", "histogram_quantile(0.4, rate(a[4m]))",
    "sum(rate(a[4m]))", "histogram_sum(sum by(x) (a))", "histogram_avg(avg_over_time(a[3m]))", "a @ start()",
    "sum_over_time(a[2m] @ 200)", "abs(-a) == a",
  ]

  @Test("At each step, a range gives what asking for that moment gives", arguments: expressions)
  func rangesAreInstants(text: String) throws {
    let seed = text.utf8.reduce(UInt64(7)) { $0 &* 31 &+ UInt64($1) }
    var generator = SplitMix(state: seed)
    let source = RandomSeries.source(using: &generator)
    let query = try PromQLQuery(text.replacing("@ start()", with: "@ 60"))
    let (start, step, count) = (Int64(60_000), Int64(17_000), Int64(40))
    let range = try query.range(from: start, through: start + step * (count - 1), step: step, from: source)
    let instants = try (0..<count).flatMap { index in
      AnswerText.points(of: try query.instant(at: start + step * index, from: source))
    }
    #expect(AnswerText.agree(AnswerText.points(of: range).sorted(), instants.sorted()), "seed \(seed)")
  }

  @Test("Windows hold what a search through all samples finds", arguments: 0..<8 as Range<UInt64>)
  func windows(seed: UInt64) throws {
    var generator = SplitMix(state: seed)
    let source = RandomSeries.source(using: &generator, hasHistograms: false)
    var found = 0
    for range in [1_000, 15_000, 60_000, 333_000] as [Int64] {
      let query = try PromQLQuery("sum_over_time(a[\(range)ms]) + 0 * count_over_time(a[\(range)ms])")
      guard case .matrix(let answer) = try query.range(from: 0, through: 900_000, step: 7_777, from: source) else {
        return
      }
      for series in source.all {
        let labels = Labels(series.labels.labels.filter { $0.name != Labels.metricName })
        let points = answer.first { $0.labels == labels }?.points ?? []
        for time in stride(from: Int64(0), through: 900_000, by: 7_777) {
          let inside = series.timestamps.indices.filter {
            (time - range...time).contains(series.timestamps[$0]) && !series.values[$0].isStaleMarker
          }
          let point = points.first { $0.time == time }
          #expect((point != nil) == !inside.isEmpty, "seed \(seed)")
          guard let point, case .float(let value) = point.value else { continue }
          let sum = inside.reduce(0) { $0 + series.values[$1] }
          #expect(abs(value - sum) <= 1e-9 * max(1, abs(sum)), "seed \(seed)")
          found += 1
        }
      }
    }
    #expect(found > 100, "seed \(seed)")
  }

  @Test("What Swift's strings take for equal, labels tell apart")
  func canonicalEquivalents() throws {
    let source = MemorySource(
      ["\u{E9}", "e\u{301}"].map {
        SampleSeries(labels: Labels([Label("__name__", "m"), Label("name", $0)]), timestamps: [0], values: [1])
      })
    guard case .vector(let grouped) = try PromQLQuery("sum by(name) (m)").instant(at: 0, from: source) else { return }
    #expect(grouped.count == 2)
    guard case .vector(let one) = try PromQLQuery(#"m{name="\u00e9"}"#).instant(at: 0, from: source) else { return }
    #expect(one.count == 1)
  }
}

/// Series with gaps, resets, stale markers and histograms.
enum RandomSeries {
  static func source(using generator: inout SplitMix, hasHistograms: Bool = true) -> MemorySource {
    var all: [SampleSeries] = []
    for x in ["p", "q", "r"] {
      for y in ["1", "2"] {
        let labels = Labels([Label("__name__", "a"), Label("x", x), Label("y", y)])
        all.append(series(labels, isHistogram: hasHistograms && x == "r", using: &generator))
      }
    }
    return MemorySource(all)
  }

  private static func series(_ labels: Labels, isHistogram: Bool, using generator: inout SplitMix) -> SampleSeries {
    var series = SampleSeries(labels: labels, timestamps: [], values: [])
    var time = Int64.random(in: 0...100_000, using: &generator)
    var value = Double(Int.random(in: 0...10, using: &generator))
    var histogram = NativeHistogram(schema: 1, count: 0, sum: 0)
    while time < 900_000 {
      series.timestamps.append(time)
      time += Int.random(in: 0..<20, using: &generator) == 0 ? 400_000 : Int64.random(in: 1...30_000, using: &generator)
      value += Double(Int.random(in: 0...9, using: &generator))
      if Int.random(in: 0..<15, using: &generator) == 0 { value = 0 }
      if Int.random(in: 0..<12, using: &generator) == 0 {
        series.values.append(.staleMarker)
        series.histograms.append(nil)
        continue
      }
      let buckets = NativeHistogram.Buckets(
        offset: Int.random(in: -2...2, using: &generator), counts: [value, 2, value])
      histogram = NativeHistogram(
        schema: Int.random(in: 0...2, using: &generator), count: 2 * value + 2, sum: value * 3, positive: buckets)
      series.values.append(isHistogram ? 0 : value)
      series.histograms.append(isHistogram ? histogram : nil)
    }
    if !isHistogram { series.histograms = [] }
    return series
  }
}
