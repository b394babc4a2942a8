import BoundedZlib
import CoreMetrics
import Logging
import NIOHTTP1
import OTLPFormat
import Skein
import TelemetryModel
import Testing
import Tracing

/// Over real connections to a server that answers what it is told to.
struct ExportTests {
  static func telemetry(
    to collector: FakeCollector, _ change: (inout TelemetryConfiguration) -> Void = { _ in }
  ) -> Telemetry {
    var configuration = TelemetryConfiguration(serviceName: "shop")
    configuration.exporter.endpoint = collector.endpoint
    configuration.exporter.retry.firstDelay = .milliseconds(1)
    configuration.metrics.isEnabled = false
    change(&configuration)
    return Telemetry(configuration)
  }

  @Test(arguments: [ExporterConfiguration.Compression.gzip, .none])
  func `spans, logs and metrics arrive as OTLP, compressed or not`(
    _ compression: ExporterConfiguration.Compression
  ) async throws {
    let collector = try await FakeCollector.start()
    let telemetry = Self.telemetry(to: collector) {
      $0.exporter.compression = compression
      $0.exporter.headers = ["authorization": "Bearer x"]
      $0.metrics.isEnabled = true
    }
    telemetry.tracer.startSpan("checkout").end()
    telemetry.logger(label: "shop").info("paid", metadata: ["amount": "3"])
    telemetry.metricsFactory.makeCounter(label: "orders", dimensions: [("kind", "web")]).increment(by: 2)
    await telemetry.shutdown()
    try await collector.stop()

    func body(_ path: String) throws -> [UInt8] {
      let request = try #require(collector.requests.first { $0.path == path })
      #expect(request.headers.first(name: "content-type") == "application/x-protobuf")
      #expect(request.headers.first(name: "authorization") == "Bearer x")
      guard compression == .gzip else { return request.body }
      #expect(request.headers.first(name: "content-encoding") == "gzip")
      var inflater = Inflater(.gzip)
      return try inflater.inflate(request.body.span.bytes, byteLimit: 1 << 20)
    }
    #expect(try OTLPProtobuf.decodeTraces(body("/v1/traces")).batch.spans.map(\.name) == ["checkout"])
    #expect(try OTLPProtobuf.decodeLogs(body("/v1/logs")).records.map(\.body) == [.string("paid")])
    let points = try OTLPProtobuf.decodeMetrics(body("/v1/metrics")).batch.points
    let orders = try #require(points.first { $0.metric.name == "orders" })
    #expect(orders.value == .int(2))
    #expect(orders.metric.isMonotonic)
    #expect(points.contains { $0.metric.name == "otel.sdk.processor.span.processed" })
    #expect(telemetry.counts.spans.exported == 1)
    #expect(telemetry.counts.logRecords.exported == 1)
  }

  @Test func `one signal can go elsewhere, with headers of its own and uncompressed`() async throws {
    let collector = try await FakeCollector.start()
    let elsewhere = try await FakeCollector.start()
    let telemetry = Self.telemetry(to: collector) {
      $0.exporter.headers = ["authorization": "for the others"]
      $0.exporter.logs.endpoint = elsewhere.endpoint + "/logs/in"
      $0.exporter.logs.headers = ["tenant": "7"]
      $0.exporter.logs.compression = ExporterConfiguration.Compression.none
    }
    telemetry.tracer.startSpan("checkout").end()
    telemetry.logger(label: "shop").info("paid")
    await telemetry.shutdown()
    try await collector.stop()
    try await elsewhere.stop()
    #expect(collector.requests.map(\.path) == ["/v1/traces"])
    #expect(elsewhere.requests.map(\.path) == ["/logs/in"])
    let headers = try #require(elsewhere.requests.first).headers
    #expect(headers.first(name: "tenant") == "7")
    #expect(!headers.contains(name: "authorization") && !headers.contains(name: "content-encoding"))
  }

  @Test(arguments: [429, 502, 503, 504])
  func `what may be sent again is sent again, and arrives once`(_ status: Int) async throws {
    let again = FakeCollector.Answer(status: .init(statusCode: status))
    let collector = try await FakeCollector.start([again, again])
    let telemetry = Self.telemetry(to: collector)
    telemetry.tracer.startSpan("checkout").end()
    await telemetry.shutdown()
    try await collector.stop()
    #expect(collector.requests.count == 3)
    #expect(Set(collector.requests.map(\.body)).count == 1)
    #expect(telemetry.counts.spans.exported == 1)
  }

  @Test(arguments: [301, 307, 400, 401, 404, 413, 500, 501])
  func `any other answer rejects the batch, and nothing is sent elsewhere`(_ status: Int) async throws {
    let elsewhere = try await FakeCollector.start()
    let collector = try await FakeCollector.start([
      .init(status: .init(statusCode: status), headers: ["location": elsewhere.endpoint + "/v1/traces"])
    ])
    let telemetry = Self.telemetry(to: collector)
    telemetry.tracer.startSpan("checkout").end()
    await telemetry.shutdown()
    #expect(collector.requests.count == 1)
    #expect(elsewhere.requests.isEmpty)
    #expect(telemetry.counts.spans.rejected == 1)
    try await collector.stop()
    try await elsewhere.stop()
  }

  @Test func `a partial success counts what was rejected`() async throws {
    let collector = try await FakeCollector.start([
      .init(body: OTLPProtobuf.encodeResponse(rejectedCount: 1, message: "no trace ID"))
    ])
    let telemetry = Self.telemetry(to: collector)
    for _ in 0..<3 { telemetry.tracer.startSpan("checkout").end() }
    await telemetry.shutdown()
    try await collector.stop()
    #expect(telemetry.counts.spans.exported == 2)
    #expect(telemetry.counts.spans.rejected == 1)
  }

  @Test func `an answer without end is not read to its end`() async throws {
    let collector = try await FakeCollector.start([.init(body: Array(repeating: 0, count: 1 << 20))])
    let telemetry = Self.telemetry(to: collector)
    telemetry.tracer.startSpan("checkout").end()
    await telemetry.shutdown()
    try await collector.stop()
    #expect(telemetry.counts.spans.exported == 1, "the second attempt was answered properly")
    #expect(collector.requests.count == 2)
  }

  @Test func `a shutdown without a collector ends within its deadline and counts what is lost`() async throws {
    let collector = try await FakeCollector.start()
    try await collector.stop()
    let telemetry = Self.telemetry(to: collector) { $0.shutdownTimeout = .milliseconds(200) }
    for _ in 0..<5 { telemetry.tracer.startSpan("checkout").end() }
    await telemetry.shutdown()
    telemetry.tracer.startSpan("late").end()
    #expect(telemetry.counts.spans.failed == 5)
    #expect(telemetry.counts.spans.dropped == 1)
  }
}
