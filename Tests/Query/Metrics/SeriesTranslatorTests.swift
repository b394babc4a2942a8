import MetricSeries
import PromQL
import TelemetryModel
import TestSupport
import Testing

@Suite struct SeriesTranslatorTests {
  private static let resource = Resource(attributes: [Attribute("service.name", .string("cart"))])

  private static func metric(
    _ type: MetricType, _ temporality: AggregationTemporality = .unspecified, isMonotonic: Bool = false
  ) -> Metric {
    Metric(name: "m", type: type, temporality: temporality, isMonotonic: isMonotonic, resource: resource)
  }

  private static func point(
    _ metric: Metric, at seconds: UInt64, since start: UInt64 = 0, flags: UInt32 = 0, _ value: MetricPoint.Value
  ) -> MetricPoint {
    MetricPoint(
      metric, time: Timestamp(nanoseconds: seconds * 1_000_000_000),
      startTime: Timestamp(nanoseconds: start * 1_000_000_000), flags: flags, value: value)
  }

  /// The samples of each series by its labels, job left out.
  private static func translate(_ points: [MetricPoint]) -> [String: PrometheusSeries] {
    translate([MetricBatch(points)])
  }

  private static func translate(_ batches: [MetricBatch]) -> [String: PrometheusSeries] {
    var result: [String: PrometheusSeries] = [:]
    for series in SeriesTranslator(batches).series() {
      let labels = series.labels.filter { $0.name != "job" }.map {
        $0.name == PrometheusLabel.metricName ? $0.value : "\($0.name)=\($0.value)"
      }
      result[labels.joined(separator: ",")] = series
    }
    return result
  }

  @Test func `gauges keep their values, ints and doubles alike`() throws {
    let metric = Self.metric(.gauge)
    let series = try #require(
      Self.translate([
        Self.point(metric, at: 20, .double(-0.5)), Self.point(metric, at: 10, .int(7)),
        Self.point(metric, at: 15, .none),
      ])["m"])
    #expect(series.timestamps == [10_000, 20_000])
    #expect(series.values == [7, -0.5])
    #expect(series.labels == [PrometheusLabel("__name__", "m"), PrometheusLabel("job", "cart")])
  }

  @Test func `deltas add up, and one that was sent again counts once`() throws {
    let metric = Self.metric(.sum, .delta, isMonotonic: true)
    let points = [10, 20, 30].map { Self.point(metric, at: $0, since: $0 - 10, .int(5)) }
    let series = try #require(Self.translate([MetricBatch(points), MetricBatch(points[1...])])["m_total"])
    #expect(series.timestamps == [10_000, 20_000, 30_000])
    #expect(series.values == [5, 10, 15])
  }

  @Test func `deltas within a millisecond all count`() throws {
    let metric = Self.metric(.sum, .delta)
    let points = (0..<3 as Range<UInt64>).map {
      MetricPoint(metric, time: Timestamp(nanoseconds: 5_000_000 + $0), value: .int(1))
    }
    let series = try #require(Self.translate(points)["m"])
    #expect(series.timestamps == [5])
    #expect(series.values == [3])
  }

  @Test func `a new start time shows as a zero where the counter began anew`() throws {
    let metric = Self.metric(.sum, .cumulative, isMonotonic: true)
    let series = try #require(
      Self.translate([
        Self.point(metric, at: 10, since: 1, .int(5)), Self.point(metric, at: 20, since: 1, .int(6)),
        Self.point(metric, at: 40, since: 25, .int(9)), Self.point(metric, at: 50, since: 25, .int(10)),
      ])["m_total"])
    #expect(series.timestamps == [10_000, 20_000, 25_000, 40_000, 50_000])
    #expect(series.values == [5, 6, 0, 9, 10])
  }

  @Test func `a sum that may fall has no resets`() throws {
    let metric = Self.metric(.sum, .cumulative)
    let series = try #require(
      Self.translate([
        Self.point(metric, at: 10, since: 1, .int(5)), Self.point(metric, at: 40, since: 25, .int(9)),
      ])["m"])
    #expect(series.values == [5, 9])
  }

  @Test func `no recorded value ends every series of a histogram once`() {
    let metric = Self.metric(.histogram, .cumulative)
    let histogram = MetricPoint.Histogram(count: 3, sum: 1.5, bucketCounts: [1, 2], bounds: [0.5])
    let series = Self.translate([
      Self.point(metric, at: 10, .histogram(histogram)),
      Self.point(metric, at: 20, flags: 1, .histogram(MetricPoint.Histogram(count: 0))),
      Self.point(metric, at: 30, flags: 1, .histogram(MetricPoint.Histogram(count: 0))),
    ])
    #expect(series.count == 4)
    for (_, series) in series {
      #expect(series.timestamps == [10_000, 20_000])
      #expect(series.values.last?.bitPattern == 0x7FF0_0000_0000_0002)
    }
  }

  @Test func `histograms become cumulative buckets, a sum and a count`() {
    let metric = Self.metric(.histogram, .cumulative)
    let histogram = MetricPoint.Histogram(count: 6, sum: 2.5, bucketCounts: [1, 2, 3], bounds: [0.1, 1])
    let series = Self.translate([Self.point(metric, at: 10, .histogram(histogram))])
    #expect(series["m_bucket,le=0.1"]?.values == [1])
    #expect(series["m_bucket,le=1"]?.values == [3])
    #expect(series["m_bucket,le=+Inf"]?.values == [6])
    #expect(series["m_sum"]?.values == [2.5])
    #expect(series["m_count"]?.values == [6])
  }

  @Test func `delta histograms add up until their bounds change`() {
    let metric = Self.metric(.histogram, .delta)
    func point(_ seconds: UInt64, _ bounds: [Double]) -> MetricPoint {
      let counts = Array(repeating: 1 as UInt64, count: bounds.count + 1)
      return Self.point(
        metric, at: seconds,
        .histogram(.init(count: UInt64(counts.count), sum: 1, bucketCounts: counts, bounds: bounds)))
    }
    let series = Self.translate([point(10, [1]), point(20, [1]), point(30, [1, 2])])
    #expect(series["m_bucket,le=1"]?.values == [1, 2, 1])
    #expect(series["m_count"]?.values == [2, 4, 3])
    #expect(series["m_sum"]?.values == [1, 2, 1])
  }

  @Test func `exponential histograms become native ones, at most of schema 8`() throws {
    let metric = Self.metric(.exponentialHistogram, .cumulative)
    let fine = MetricPoint.ExponentialHistogram(
      count: 10, sum: 3, scale: 10, zeroCount: 1, zeroThreshold: 0.5,
      positive: .init(offset: -1, counts: [1, 2, 3, 0, 3])
    )
    let coarse = MetricPoint.ExponentialHistogram(count: 0, scale: -5)
    let series = try #require(
      Self.translate([
        Self.point(metric, at: 10, .exponentialHistogram(fine)),
        Self.point(metric, at: 20, .exponentialHistogram(coarse)),
      ])["m"])
    // Bucket -1 of OTLP is bucket 0 of Prometheus; four of scale 10 make one of schema 8.
    #expect(
      series.histograms == [
        PrometheusHistogram(
          schema: 8, count: 10, sum: 3, zeroThreshold: 0.5, zeroCount: 1,
          positive: .init(offset: 0, counts: [1, 8]), negative: .init())
      ])
  }

  @Test func `delta exponential histograms add up in the coarser scale`() throws {
    let metric = Self.metric(.exponentialHistogram, .delta)
    let fine = MetricPoint.ExponentialHistogram(count: 3, sum: 1, scale: 1, positive: .init(offset: 0, counts: [1, 2]))
    let coarse = MetricPoint.ExponentialHistogram(
      count: 4, sum: 2, scale: 0, positive: .init(offset: 3, counts: [1]), negative: .init(offset: -2, counts: [3]))
    let series = try #require(
      Self.translate([
        Self.point(metric, at: 10, .exponentialHistogram(fine)),
        Self.point(metric, at: 20, .exponentialHistogram(coarse)),
      ])["m"])
    let last = try #require(series.histograms.last ?? nil)
    #expect(last.schema == 0)
    #expect(last.positive == PrometheusHistogram.Buckets(offset: 1, counts: [3, 0, 0, 1]))
    #expect(last.negative == PrometheusHistogram.Buckets(offset: -1, counts: [3]))
    #expect(last.count == 7)
  }

  @Test func `summaries become a series for each quantile, a sum and a count`() {
    let metric = Self.metric(.summary)
    let summary = MetricPoint.Summary(
      count: 9, sum: 81, quantiles: [.init(quantile: 0.5, value: 7), .init(quantile: 1, value: 9)])
    let series = Self.translate([Self.point(metric, at: 10, .summary(summary))])
    #expect(series["m,quantile=0.5"]?.values == [7])
    #expect(series["m,quantile=1"]?.values == [9])
    #expect(series["m_sum"]?.values == [81])
    #expect(series["m_count"]?.values == [9])
  }

  @Test func `a resource that says more becomes target_info, in sight all the time`() throws {
    var metric = Self.metric(.gauge)
    metric.resource.attributes.append(Attribute("host.name", .string("h")))
    let points = stride(from: 0 as UInt64, through: 900, by: 15).map { Self.point(metric, at: $0 + 1000, .int(1)) }
    let info = try #require(Self.translate(points)["target_info,host_name=h"])
    #expect(info.timestamps.first == 1_000_000)
    #expect(info.timestamps.last == 1_900_000)
    #expect(zip(info.timestamps, info.timestamps.dropFirst()).allSatisfy { $1 - $0 <= 150_000 })
    #expect(info.timestamps.count < 10)
    #expect(info.values.allSatisfy { $0 == 1 })
    #expect(Self.translate([Self.point(Self.metric(.gauge), at: 1, .int(1))])["target_info"] == nil)
  }

  @Test func `OTLP series that become the same one are joined in time`() throws {
    var described = Self.metric(.gauge)
    described.description = "now with a description"
    let series = Self.translate([
      Self.point(Self.metric(.gauge), at: 10, .int(1)), Self.point(described, at: 20, .int(2)),
      Self.point(Self.metric(.sum, .cumulative), at: 15, .int(3)), Self.point(described, at: 10, .int(4)),
    ])
    #expect(series.count == 1)
    #expect(series["m"]?.timestamps == [10_000, 15_000, 20_000])
    #expect(series["m"]?.values == [4, 3, 2])
  }

  @Test func `PromQL's engine gets every sample that it can hold`() throws {
    let metric = Self.metric(.exponentialHistogram, .cumulative)
    func point(_ seconds: UInt64, offset: Int32) -> MetricPoint {
      let buckets = MetricPoint.ExponentialHistogram.Buckets(offset: offset, counts: [2])
      return Self.point(
        metric, at: seconds, .exponentialHistogram(.init(count: 2, sum: 3, scale: 1, positive: buckets)))
    }
    let points = [
      point(10, offset: 4), point(20, offset: .max),
      Self.point(metric, at: 30, flags: 1, .exponentialHistogram(.init(count: 0))),
    ]
    let series = try #require(Self.translate(points)["m"])
    let samples = SampleSeries(series)
    #expect(samples.labels["job"] == "cart")
    #expect(samples.timestamps == [10_000, 30_000])
    #expect(samples.histograms[0]?.positive.offset == 5)
    #expect(samples.histograms[1] == nil)
    #expect(samples.values[1].bitPattern == PrometheusSeries.staleMarker.bitPattern)
    let gauge = try #require(Self.translate([Self.point(Self.metric(.gauge), at: 1, .int(2))])["m"])
    #expect(SampleSeries(gauge).values == [2])
    #expect(SampleSeries(gauge).histograms.isEmpty)
  }

  @Test func `exemplars name their trace, at the bucket series of a histogram`() throws {
    let traceID = TraceID(high: 1, low: 2)
    let exemplar = MetricPoint.Exemplar(
      time: Timestamp(nanoseconds: 9_000_000), value: .double(0.25), traceID: traceID, spanID: SpanID(rawValue: 3),
      filteredAttributes: [Attribute("user.id", .int(7))])
    var point = Self.point(Self.metric(.histogram, .cumulative), at: 1, .histogram(.init(count: 0)))
    point.exemplars = [exemplar, exemplar, .init(time: Timestamp(nanoseconds: 1), value: .none)]
    let found = try #require(SeriesTranslator([MetricBatch([point])]).exemplars().first)
    #expect(found.seriesLabels == [PrometheusLabel("__name__", "m_bucket"), PrometheusLabel("job", "cart")])
    #expect(found.exemplars.count == 1)
    #expect(found.exemplars[0].value == 0.25)
    #expect(found.exemplars[0].timestamp == 9)
    #expect(
      found.exemplars[0].labels == [
        PrometheusLabel("span_id", "0000000000000003"), PrometheusLabel("trace_id", traceID.description),
        PrometheusLabel("user_id", "7"),
      ])
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `whatever the points, no two series share their labels and times rise strictly`(_ seed: UInt64) {
    let series = SeriesTranslator([MetricBatch(RandomPoints.make(seed: seed, count: 200))]).series()
    #expect(Set(series.map(\.labels)).count == series.count, "seed \(seed)")
    for series in series {
      #expect(zip(series.timestamps, series.timestamps.dropFirst()).allSatisfy { $0 < $1 }, "seed \(seed)")
      #expect(series.values.count == series.timestamps.count, "seed \(seed)")
      #expect(series.histograms.isEmpty || series.histograms.count == series.values.count, "seed \(seed)")
    }
  }
}
