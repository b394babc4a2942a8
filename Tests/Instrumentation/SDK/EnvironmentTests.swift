import Skein
import Testing
import Tracing

struct EnvironmentTests {
  @Test func `without variables everything goes to a collector on this machine`() {
    let configuration = TelemetryConfiguration(environment: [:])
    #expect(configuration.serviceName == "unknown_service")
    #expect(configuration.exporter.endpoint == "http://localhost:4318")
    #expect(configuration.tracing.propagators == [.traceContext, .baggage])
    #expect(!configuration.isDisabled)
  }

  @Test func `the standard variables are read`() {
    let configuration = TelemetryConfiguration(environment: [
      "OTEL_SERVICE_NAME": "orders",
      "OTEL_RESOURCE_ATTRIBUTES": "service.name=ignored, service.version=1.4.1,deployment.environment.name=a%20b",
      "OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318/",
      "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT": "http://logs/in",
      "OTEL_EXPORTER_OTLP_HEADERS": "authorization=Bearer%20x,tenant=7",
      "OTEL_EXPORTER_OTLP_COMPRESSION": "none",
      "OTEL_EXPORTER_OTLP_TIMEOUT": "2500",
      "OTEL_BSP_MAX_QUEUE_SIZE": "100", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "10", "OTEL_BSP_SCHEDULE_DELAY": "50",
      "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT": "5", "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT": "99",
      "OTEL_PROPAGATORS": "b3, baggage,unheard-of", "OTEL_METRIC_EXPORT_INTERVAL": "1000",
      "OTEL_METRICS_EXPORTER": "none", "OTEL_LOGS_EXPORTER": "otlp,console",
    ])
    #expect(configuration.serviceName == "orders")
    #expect(configuration.serviceVersion == "1.4.1")
    #expect(configuration.resourceAttributes["deployment.environment.name"] == "a b")
    #expect(configuration.exporter.endpoint == "http://collector:4318/")
    #expect(configuration.exporter.logsEndpoint == "http://logs/in")
    #expect(configuration.exporter.headers == ["authorization": "Bearer x", "tenant": "7"])
    #expect(configuration.exporter.compression == .none)
    #expect(configuration.exporter.timeout == .milliseconds(2500))
    #expect(configuration.tracing.queue.recordLimit == 100)
    #expect(configuration.tracing.queue.batchLimit == 10)
    #expect(configuration.tracing.queue.delay == .milliseconds(50))
    #expect(configuration.tracing.limits.attributeCount == 5)
    #expect(configuration.tracing.limits.valueByteCount == 99)
    #expect(configuration.tracing.propagators == [.b3Single, .baggage])
    #expect(configuration.metrics.interval == .seconds(1))
    #expect(!configuration.metrics.isEnabled)
    #expect(configuration.logging.isEnabled && configuration.logging.isConsoleEnabled)
  }

  @Test func `values that make no sense are as if they were not there`() {
    let configuration = TelemetryConfiguration(environment: [
      "OTEL_SERVICE_NAME": "", "OTEL_EXPORTER_OTLP_TIMEOUT": "soon", "OTEL_BSP_MAX_QUEUE_SIZE": "-1",
      "OTEL_EXPORTER_OTLP_COMPRESSION": "brotli", "OTEL_TRACES_SAMPLER": "coin", "OTEL_RESOURCE_ATTRIBUTES": "=,x,=y,",
      "OTEL_SDK_DISABLED": "yes",
    ])
    #expect(configuration.serviceName == "unknown_service")
    #expect(configuration.exporter.timeout == .seconds(10))
    #expect(configuration.exporter.compression == .gzip)
    #expect(configuration.tracing.queue.recordLimit == 65_536)
    #expect(configuration.resourceAttributes.isEmpty)
    #expect(!configuration.isDisabled)
  }

  @Test(arguments: [
    ("always_on", "", 100...100), ("always_off", "", 0...0), ("traceidratio", "0", 0...0),
    ("parentbased_traceidratio", "0.5", 1...99), ("parentbased_always_off", "", 0...0),
    ("traceidratio", "nonsense", 100...100),
  ])
  func `samplers have their standard names`(_ name: String, _ argument: String, _ expected: ClosedRange<Int>) async {
    let configuration = TelemetryConfiguration(environment: [
      "OTEL_TRACES_SAMPLER": name, "OTEL_TRACES_SAMPLER_ARG": argument,
    ])
    let memory = InMemoryTelemetry(configuration)
    for _ in 0..<100 { memory.telemetry.tracer.startSpan("root").end() }
    #expect(expected.contains(await memory.spans().count))
  }
}
