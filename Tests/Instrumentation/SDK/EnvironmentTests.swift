import Logging
import Skein
import Testing
import Tracing

struct EnvironmentTests {
  /// What one variable, or some together, make of the configuration.
  struct Case: Sendable, CustomTestStringConvertible {
    let variables: [String: String]
    let isRight: @Sendable (TelemetryConfiguration) -> Bool
    var testDescription: String { variables.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }.joined(separator: " ") }

    init(_ variables: [String: String], _ isRight: @escaping @Sendable (TelemetryConfiguration) -> Bool) {
      self.variables = variables
      self.isRight = isRight
    }
  }

  private static let general: [Case] = [
    Case([:]) { $0.serviceName == "unknown_service" && !$0.isDisabled && $0.resourceAttributes.isEmpty },
    Case([:]) { $0.tracing.isEnabled && $0.logging.isEnabled && $0.metrics.isEnabled },
    Case(["OTEL_SERVICE_NAME": "orders", "OTEL_RESOURCE_ATTRIBUTES": "service.name=other"]) {
      $0.serviceName == "orders"
    },
    Case(["OTEL_RESOURCE_ATTRIBUTES": "service.name=orders, service.version=1.4.1,deployment.environment.name=a%20b"]) {
      $0.serviceName == "orders" && $0.serviceVersion == "1.4.1"
        && $0.resourceAttributes["deployment.environment.name"] == "a b"
    },
    Case(["OTEL_SDK_DISABLED": "TRUE"]) { $0.isDisabled },
    Case(["OTEL_SDK_DISABLED": "false"]) { !$0.isDisabled },
    Case(["OTEL_TRACES_EXPORTER": "none"]) { !$0.tracing.isEnabled && $0.logging.isEnabled && $0.metrics.isEnabled },
    Case(["OTEL_METRICS_EXPORTER": "none"]) { $0.tracing.isEnabled && !$0.metrics.isEnabled },
    Case(["OTEL_LOGS_EXPORTER": "none"]) { !$0.logging.isEnabled && !$0.logging.isConsoleEnabled },
    Case(["OTEL_LOGS_EXPORTER": "console, otlp"]) { $0.logging.isEnabled && $0.logging.isConsoleEnabled },
    Case(["OTEL_PROPAGATORS": "b3, baggage"]) { $0.tracing.propagators == [.b3Single, .baggage] },
    Case(["OTEL_PROPAGATORS": "tracecontext,b3multi"]) { $0.tracing.propagators == [.traceContext, .b3Multiple] },
    Case(["OTEL_PROPAGATORS": "none"]) { $0.tracing.propagators.isEmpty },
    Case(["OTEL_METRIC_EXPORT_INTERVAL": "1000"]) { $0.metrics.interval == .seconds(1) },
    Case(["OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE": "cumulative"]) { $0.metrics.isEnabled },
    Case(["OTEL_METRICS_EXEMPLAR_FILTER": "always_off"]) { !$0.metrics.keepsExemplars },
    Case(["OTEL_METRICS_EXEMPLAR_FILTER": "trace_based"]) { $0.metrics.keepsExemplars },
    Case(["LOG_LEVEL": "Debug"]) { $0.logging.level == .debug },
  ]

  private static let limits: [Case] = [
    Case(["OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT": "5", "OTEL_ATTRIBUTE_COUNT_LIMIT": "7"]) {
      $0.tracing.limits.attributeCount == 5
    },
    Case(["OTEL_ATTRIBUTE_COUNT_LIMIT": "0"]) { $0.tracing.limits.attributeCount == 0 },
    Case(["OTEL_SPAN_EVENT_COUNT_LIMIT": "1", "OTEL_SPAN_LINK_COUNT_LIMIT": "2"]) {
      $0.tracing.limits.eventCount == 1 && $0.tracing.limits.linkCount == 2
    },
    Case(["OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT": "99"]) { $0.tracing.limits.valueByteCount == 99 },
    Case(["OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT": "9", "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT": "99"]) {
      $0.tracing.limits.valueByteCount == 9
    },
    Case([
      "OTEL_BSP_MAX_QUEUE_SIZE": "100", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "10", "OTEL_BSP_SCHEDULE_DELAY": "50",
      "OTEL_BSP_EXPORT_TIMEOUT": "3000",
    ]) {
      $0.tracing.queue.recordLimit == 100 && $0.tracing.queue.batchLimit == 10
        && $0.tracing.queue.delay == .milliseconds(50) && $0.exporter.traces.giveUpAfter == .seconds(3)
        && $0.logging.queue.recordLimit == 65_536 && $0.exporter.logs.giveUpAfter == nil
    },
    Case([
      "OTEL_BLRP_MAX_QUEUE_SIZE": "100", "OTEL_BLRP_MAX_EXPORT_BATCH_SIZE": "1000", "OTEL_BLRP_SCHEDULE_DELAY": "0",
      "OTEL_BLRP_EXPORT_TIMEOUT": "0",
    ]) {
      $0.logging.queue.recordLimit == 100 && $0.logging.queue.batchLimit == 100
        && $0.logging.queue.delay == .milliseconds(1) && $0.exporter.logs.giveUpAfter == .seconds(86_400)
        && $0.tracing.queue.recordLimit == 65_536
    },
    Case(["OTEL_METRIC_EXPORT_TIMEOUT": "2000"]) { $0.exporter.metrics.giveUpAfter == .seconds(2) },
  ]

  private static let exporter: [Case] = [
    Case([:]) { $0.exporter.endpoint == "http://localhost:4318" && $0.exporter.compression == .gzip },
    Case(["OTEL_EXPORTER_OTLP_ENDPOINT": "https://collector:4318/"]) {
      $0.exporter.endpoint == "https://collector:4318/"
    },
    Case(["OTEL_EXPORTER_OTLP_HEADERS": "authorization=Bearer%20x, tenant=7"]) {
      $0.exporter.headers == ["authorization": "Bearer x", "tenant": "7"]
    },
    Case(["OTEL_EXPORTER_OTLP_COMPRESSION": "none"]) { $0.exporter.compression == .none },
    Case(["OTEL_EXPORTER_OTLP_TIMEOUT": "2500"]) { $0.exporter.timeout == .milliseconds(2500) },
    Case(["OTEL_EXPORTER_OTLP_PROTOCOL": "HTTP/protobuf"]) { $0.environmentProblems.isEmpty },
  ]

  @Test(arguments: general + limits + exporter)
  func `standard variables mean what the specification says`(_ row: Case) {
    let configuration = TelemetryConfiguration(environment: row.variables)
    #expect(row.isRight(configuration))
    #expect(configuration.environmentProblems == [])
  }

  @Test(arguments: [
    ("TRACES", \ExporterConfiguration.traces), ("LOGS", \ExporterConfiguration.logs),
    ("METRICS", \ExporterConfiguration.metrics),
  ])
  func `each signal has variables of its own`(
    _ signal: String, _ path: any KeyPath<ExporterConfiguration, SignalExporterConfiguration> & Sendable
  ) {
    let prefix = "OTEL_EXPORTER_OTLP_\(signal)_"
    let configuration = TelemetryConfiguration(environment: [
      prefix + "ENDPOINT": "http://elsewhere/in", prefix + "HEADERS": "tenant=7", prefix + "COMPRESSION": "none",
      prefix + "TIMEOUT": "100", prefix + "PROTOCOL": "http/protobuf",
    ])
    var expected = SignalExporterConfiguration()
    expected.endpoint = "http://elsewhere/in"
    expected.headers = ["tenant": "7"]
    expected.compression = ExporterConfiguration.Compression.none
    expected.timeout = .milliseconds(100)
    #expect(configuration.exporter[keyPath: path] == expected)
    #expect(configuration.environmentProblems == [])
    var others = configuration.exporter
    switch signal {
    case "TRACES": others.traces = .init()
    case "LOGS": others.logs = .init()
    default: others.metrics = .init()
    }
    #expect(others == ExporterConfiguration())
  }

  @Test(arguments: [
    ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc", "HTTP port"),
    ("OTEL_EXPORTER_OTLP_LOGS_PROTOCOL", "http/json", "HTTP port"),
    ("OTEL_EXPORTER_OTLP_TIMEOUT", "soon", "whole number"), ("OTEL_BSP_MAX_QUEUE_SIZE", "-1", "at least 1"),
    ("OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "brotli", "gzip or none"), ("OTEL_TRACES_SAMPLER", "coin", "sampler"),
    ("OTEL_SDK_DISABLED", "yes", "true or false"), ("OTEL_TRACES_EXPORTER", "zipkin", "otlp or none"),
    ("OTEL_LOGS_EXPORTER", "file", "console"), ("OTEL_PROPAGATORS", "xray", "b3multi"),
    ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317", "address"), ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://", "address"),
    ("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "delta", "cumulative"),
    ("OTEL_EXPORTER_OTLP_CERTIFICATE", "/etc/ca.pem", "certificates"), ("LOG_LEVEL", "loud", "warning"),
    ("OTEL_RESOURCE_ATTRIBUTES", "=,x", "key=value"), ("OTEL_EXPORTER_OTLP_HEADERS", "secret", "key=value"),
  ])
  func `a value that cannot be used is as if it were not there, and is named`(
    _ name: String, _ value: String, _ advice: String
  ) throws {
    let configuration = TelemetryConfiguration(environment: [name: value])
    let plain = TelemetryConfiguration(environment: [:])
    #expect(configuration.exporter == plain.exporter)
    #expect(configuration.tracing.queue == plain.tracing.queue)
    #expect(configuration.tracing.propagators == plain.tracing.propagators)
    #expect(configuration.resourceAttributes.isEmpty && !configuration.isDisabled)
    #expect(configuration.tracing.isEnabled && configuration.logging.isEnabled && configuration.metrics.isEnabled)
    let problem = try #require(configuration.environmentProblems.first)
    #expect(problem.hasPrefix(name) && problem.contains(advice), "\(problem)")
    #expect(!problem.contains("secret"))
  }

  @Test func `what is known of a list is used, and the rest is named`() {
    let configuration = TelemetryConfiguration(environment: ["OTEL_PROPAGATORS": "xray, b3,jaeger"])
    #expect(configuration.tracing.propagators == [.b3Single])
    #expect(configuration.environmentProblems.count == 2)
  }

  @Test func `a value cannot write to the terminal that shows what was wrong with it`() {
    let value = "\u{1B}[31m\r\n" + String(repeating: "x", count: 10_000)
    let problems = TelemetryConfiguration(environment: ["OTEL_SDK_DISABLED": value]).environmentProblems
    #expect(problems.allSatisfy { $0.utf8.allSatisfy { (0x20...0x7E).contains($0) } && $0.utf8.count < 300 })
    #expect(problems.count == 1)
  }

  @Test(arguments: [
    ("always_on", "", 100...100), ("always_off", "", 0...0), ("traceidratio", "0", 0...0),
    ("parentbased_traceidratio", "0.5", 1...99), ("parentbased_always_off", "", 0...0),
    ("traceidratio", "nonsense", 100...100), ("Always_Off", "", 0...0),
  ])
  func `samplers have their standard names`(_ name: String, _ argument: String, _ expected: ClosedRange<Int>) async {
    let configuration = TelemetryConfiguration(environment: [
      "OTEL_TRACES_SAMPLER": name, "OTEL_TRACES_SAMPLER_ARG": argument,
    ])
    #expect(configuration.environmentProblems.count == (argument == "nonsense" ? 1 : 0))
    let memory = InMemoryTelemetry(configuration)
    for _ in 0..<100 { memory.telemetry.tracer.startSpan("root").end() }
    #expect(expected.contains(await memory.spans().count))
  }
}
