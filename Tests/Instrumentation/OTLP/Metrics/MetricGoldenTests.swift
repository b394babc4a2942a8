import OTLPFormat
import TelemetryModel
import TestSupport
import Testing

/// `scripts/make-golden-otlp.py` writes the files with Python's opentelemetry-proto.
@Suite struct MetricGoldenTests {
  @Test(arguments: ["metrics-full", "metrics-values"])
  func `decoding Python's bytes and encoding them again gives the same bytes`(_ name: String) throws {
    let golden = try Fixture.bytes("otlp/\(name).pb")
    let result = try OTLPProtobuf.decodeMetrics(golden)
    #expect(result.rejectedPointCount == 0)
    #expect(OTLPProtobuf.encodeMetrics(result.batch) == golden)
  }

  @Test(arguments: ["metrics-full", "metrics-values"])
  func `Python's JSON decodes to the same batch as its protobuf`(_ name: String) throws {
    let fromJSON = try OTLPJSON.decodeMetrics(Fixture.bytes("otlp/\(name).json"))
    let fromProtobuf = try OTLPProtobuf.decodeMetrics(Fixture.bytes("otlp/\(name).pb"))
    #expect(fromProtobuf.batch.firstDifference(from: fromJSON.batch) == nil)
  }

  @Test func `our JSON equals Python's, byte for byte`() throws {
    let batch = try OTLPProtobuf.decodeMetrics(Fixture.bytes("otlp/metrics-full.pb")).batch
    let golden = try Fixture.bytes("otlp/metrics-full.json")
    #expect(String(decoding: OTLPJSON.encodeMetrics(batch), as: UTF8.self) == String(decoding: golden, as: UTF8.self))
  }

  @Test func `every field of the full histogram has the value that the script gave it`() throws {
    let batch = try OTLPProtobuf.decodeMetrics(Fixture.bytes("otlp/metrics-full.pb")).batch
    let point = try #require(batch.points.first { $0.metric.name == "http.server.request.duration" })
    let resource = Resource(
      attributes: [Attribute("service.name", .string("checkout"))], droppedAttributesCount: 3,
      schemaURL: "https://example.org/resource")
    let scope = InstrumentationScope(
      name: "shop.metrics", version: "1.2.3", schemaURL: "https://example.org/scope")
    let exemplar = MetricPoint.Exemplar(
      time: Timestamp(nanoseconds: 1_700_000_000_100_000_003), value: .double(0.5),
      traceID: TraceID(hex: "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf")!, spanID: SpanID(hex: "b700000000000003")!,
      filteredAttributes: [Attribute("user", .int(3))])
    let histogram = MetricPoint.Histogram(
      count: 6, sum: 2.5, min: 0.01, max: 2, bucketCounts: [1, 2, 300, 0], bounds: [-0.5, 0.1, 1])
    #expect(
      point
        == MetricPoint(
          Metric(
            name: "http.server.request.duration", unit: "s", type: .histogram, temporality: .delta,
            resource: resource, scope: scope), attributes: [Attribute("http.route", .string("/order"))],
          time: Timestamp(nanoseconds: 1_700_000_015_000_000_002),
          startTime: Timestamp(nanoseconds: 1_700_000_000_000_000_001), flags: 256, value: .histogram(histogram),
          exemplars: [exemplar]))
  }

  @Test func `every field of the full exponential histogram has the value that the script gave it`() throws {
    let batch = try OTLPProtobuf.decodeMetrics(Fixture.bytes("otlp/metrics-full.pb")).batch
    let point = try #require(batch.points.first { $0.metric.name == "payload.size" })
    let histogram = MetricPoint.ExponentialHistogram(
      count: 310, sum: -4.5, min: -1, max: 3, scale: -3, zeroCount: 2, zeroThreshold: 1e-9,
      positive: .init(offset: -5, counts: [1, 0, 300]), negative: .init(offset: 7, counts: [3, 4]))
    #expect(point.value == .exponentialHistogram(histogram))
    #expect(point.metric.temporality == .cumulative)
    #expect(point.exemplars.map(\.value) == [.int(1 << 62)])
  }

  @Test func `a series and its metric are kept once`() throws {
    let golden = try Fixture.bytes("otlp/metrics-full.pb")
    var batch = try OTLPProtobuf.decodeMetrics(golden).batch
    let seriesCount = batch.series.count
    let metricCount = batch.metrics.count
    batch.append(contentsOf: try OTLPProtobuf.decodeMetrics(golden).batch)
    #expect(batch.count == 20)
    #expect(batch.series.count == seriesCount)
    #expect(batch.metrics.count == metricCount)
    #expect(Set(batch.seriesIndexes).count == seriesCount)
  }

  @Test func `answers are those of Python`() throws {
    #expect(
      try OTLPProtobuf.encodeResponse(rejectedCount: 3, message: "no names")
        == Fixture.bytes("otlp/metrics-response.pb"))
    #expect(
      try OTLPJSON.encodeResponse(to: .metrics, rejectedCount: 3, message: "no names")
        == Fixture.bytes("otlp/metrics-response.json"))
  }
}
