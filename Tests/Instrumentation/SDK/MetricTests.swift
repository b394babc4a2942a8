import CoreMetrics
import Skein
import Testing
import Tracing

struct MetricTests {
  let memory = InMemoryTelemetry()
  var factory: SkeinMetricsFactory { memory.telemetry.metricsFactory }

  func values(_ name: String) async -> [RecordedDataPoint.Value] {
    await memory.dataPoints().filter { $0.name == name }.map(\.value)
  }

  @Test func `every kind of metric arrives`() async {
    Counter(label: "counter", dimensions: [], factory: factory).increment(by: 3)
    FloatingPointCounter(label: "floating", dimensions: [], factory: factory).increment(by: 0.5)
    let meter = Meter(label: "meter", dimensions: [], factory: factory)
    meter.set(5)
    meter.decrement(by: 2)
    Gauge(label: "gauge", dimensions: [], factory: factory).record(7)
    Recorder(label: "recorder", dimensions: [], aggregate: true, factory: factory).record(6)
    Timer(label: "timer", dimensions: [], preferredDisplayUnit: .seconds, factory: factory).recordMilliseconds(4)

    #expect(await values("counter") == [.integer(3)])
    #expect(await values("floating") == [.double(0.5)])
    #expect(await values("meter") == [.double(3)])
    #expect(await values("gauge") == [.double(7)])
    guard case .histogram(1, 6, let counts, let bounds) = await values("recorder").first else {
      Issue.record("a recorder is a histogram")
      return
    }
    #expect(bounds.firstIndex { 6 <= $0 } == counts.firstIndex(of: 1))
    guard case .histogram(1, let sum, _, _) = await values("timer").first else {
      Issue.record("a timer is a histogram")
      return
    }
    #expect(abs(sum - 0.004) < 1e-9, "in seconds")
  }

  @Test func `a value on a bound belongs to the bucket below it`() async {
    var configuration = TelemetryConfiguration(serviceName: "test")
    configuration.metrics.bounds = ["sizes": [1, 2, 4]]
    let memory = InMemoryTelemetry(configuration)
    let recorder = Recorder(
      label: "sizes", dimensions: [], aggregate: true, factory: memory.telemetry.metricsFactory)
    for value in [0.5, 1, 1.5, 2, 3, 4, 5, 100] { recorder.record(value) }
    recorder.record(Double.nan)
    let point = await memory.dataPoints().first
    #expect(point?.value == .histogram(count: 8, sum: 117, bucketCounts: [2, 2, 2, 2], bounds: [1, 2, 4]))
  }

  @Test func `dimensions make series, in any order the same ones`() async {
    Counter(label: "orders", dimensions: [("a", "1"), ("b", "2")], factory: factory).increment()
    Counter(label: "orders", dimensions: [("b", "2"), ("a", "1")], factory: factory).increment()
    Counter(label: "orders", dimensions: [("a", "2")], factory: factory).increment()
    let points = await memory.dataPoints()
    #expect(points.count == 2)
    #expect(points.first { $0.attributes == ["a": "1", "b": "2"] }?.value == .integer(2))
    #expect(points.first { $0.attributes == ["a": "2"] }?.value == .integer(1))
  }

  @Test func `a destroyed metric is not sent any more`() async {
    let counter = Counter(label: "gone", dimensions: [], factory: factory)
    counter.increment()
    counter.destroy()
    #expect(await values("gone").isEmpty)
  }

  @Test func `too many series share one that says so, and no count is lost`() async {
    for index in 0..<20_050 {
      Counter(label: "many", dimensions: [("id", String(index))], factory: factory).increment()
    }
    let points = await memory.dataPoints()
    #expect(points.count == 20_001)
    #expect(points.first { $0.attributes["otel.metric.overflow"] == "true" }?.value == .integer(50))
  }

  @Test func `a histogram names a sampled span for each bucket, anew after each collection`() async throws {
    let tracer = memory.telemetry.tracer
    let recorder = Recorder(label: "sizes", dimensions: [], aggregate: true, factory: factory)
    recorder.record(3)
    let ids = tracer.withSpan("request") { span in
      for _ in 0..<1000 { recorder.record(7) }
      recorder.record(30)
      return span.context.spanContext
    }
    let context = Headers.extracted(tracer, ["traceparent": "00-\(PropagationTests.trace)-\(PropagationTests.span)-00"])
    tracer.withSpan("unsampled", context: context) { _ in recorder.record(300) }
    let exemplars = try #require(await memory.dataPoints().first).exemplars
    #expect(exemplars.map(\.value) == [7, 30])
    #expect(exemplars.allSatisfy { $0.traceID == ids?.traceID && $0.spanID == ids?.spanID })
    #expect(await memory.dataPoints().first?.exemplars == [])
    tracer.withSpan("request") { _ in for _ in 0..<64 { recorder.record(8) } }
    #expect(await memory.dataPoints().first?.exemplars.map(\.value) == [8])
  }

  @Test func `exemplars can be turned off`() async throws {
    var configuration = TelemetryConfiguration(serviceName: "test")
    configuration.metrics.keepsExemplars = false
    let memory = InMemoryTelemetry(configuration)
    let recorder = Recorder(label: "sizes", dimensions: [], aggregate: true, factory: memory.telemetry.metricsFactory)
    memory.telemetry.tracer.withSpan("request") { _ in recorder.record(7) }
    #expect(await memory.dataPoints().first?.exemplars == [])
  }

  @Test func `many threads count exactly`() async {
    let counter = Counter(label: "counter", dimensions: [], factory: factory)
    let recorder = Recorder(label: "recorder", dimensions: [], aggregate: true, factory: factory)
    await withTaskGroup { group in
      for _ in 0..<32 {
        group.addTask {
          for _ in 0..<1000 {
            counter.increment()
            recorder.record(1)
          }
        }
      }
    }
    #expect(await values("counter") == [.integer(32_000)])
    guard case .histogram(32_000, 32_000, _, _) = await values("recorder").first else {
      Issue.record("every record counts")
      return
    }
  }
}
