import Logging

extension TelemetryConfiguration {
  /// The configuration that OpenTelemetry's standard variables describe.
  ///
  /// A value that cannot be read is ignored, as the specification of these variables asks: a service starts in any case.
  public init(environment: [String: String]) {
    self.init()
    let variables = EnvironmentReader(variables: environment)
    resourceAttributes = variables.pairs("OTEL_RESOURCE_ATTRIBUTES")
    if let name = variables.text("OTEL_SERVICE_NAME") ?? resourceAttributes["service.name"] { serviceName = name }
    serviceVersion = resourceAttributes["service.version"]
    isDisabled = variables.flag("OTEL_SDK_DISABLED") ?? false
    exporter.read(variables)
    tracing.read(variables)
    logging.read(variables)
    metrics.read(variables)
  }
}

extension ExporterConfiguration {
  mutating func read(_ variables: EnvironmentReader) {
    endpoint = variables.text("OTEL_EXPORTER_OTLP_ENDPOINT") ?? endpoint
    tracesEndpoint = variables.text("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
    logsEndpoint = variables.text("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT")
    metricsEndpoint = variables.text("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT")
    headers = variables.pairs("OTEL_EXPORTER_OTLP_HEADERS")
    switch variables.text("OTEL_EXPORTER_OTLP_COMPRESSION") {
    case "none": compression = .none
    case "gzip": compression = .gzip
    default: break
    }
    timeout = variables.milliseconds("OTEL_EXPORTER_OTLP_TIMEOUT") ?? timeout
  }
}

extension TracingConfiguration {
  mutating func read(_ variables: EnvironmentReader) {
    isEnabled = variables.text("OTEL_TRACES_EXPORTER") != "none"
    queue.read(variables, prefix: "OTEL_BSP_")
    limits.attributeCount =
      variables.count("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT") ?? variables.count("OTEL_ATTRIBUTE_COUNT_LIMIT")
      ?? limits.attributeCount
    limits.eventCount = variables.count("OTEL_SPAN_EVENT_COUNT_LIMIT") ?? limits.eventCount
    limits.linkCount = variables.count("OTEL_SPAN_LINK_COUNT_LIMIT") ?? limits.linkCount
    limits.valueByteCount =
      variables.count("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT") ?? variables.count("OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT")
      ?? limits.valueByteCount
    if let names = variables.list("OTEL_PROPAGATORS") {
      propagators = names.contains("none") ? [] : names.compactMap(Propagator.init(environmentName:))
    }
    let argument = variables.text("OTEL_TRACES_SAMPLER_ARG")
    if let name = variables.text("OTEL_TRACES_SAMPLER") {
      sampler = Sampler(environmentName: name, argument: argument) ?? sampler
    }
  }
}

extension LoggingConfiguration {
  mutating func read(_ variables: EnvironmentReader) {
    let exporters = variables.list("OTEL_LOGS_EXPORTER") ?? ["otlp"]
    isEnabled = exporters.contains("otlp")
    isConsoleEnabled = exporters.contains("console")
    level = variables.text("LOG_LEVEL").flatMap { Logger.Level(rawValue: $0.lowercased()) } ?? level
    queue.read(variables, prefix: "OTEL_BLRP_")
  }
}

extension MetricsConfiguration {
  mutating func read(_ variables: EnvironmentReader) {
    isEnabled = variables.text("OTEL_METRICS_EXPORTER") != "none"
    interval = variables.milliseconds("OTEL_METRIC_EXPORT_INTERVAL") ?? interval
  }
}

extension QueueConfiguration {
  mutating func read(_ variables: EnvironmentReader, prefix: String) {
    recordLimit = variables.count(prefix + "MAX_QUEUE_SIZE") ?? recordLimit
    batchLimit = variables.count(prefix + "MAX_EXPORT_BATCH_SIZE") ?? batchLimit
    delay = variables.milliseconds(prefix + "SCHEDULE_DELAY") ?? delay
  }
}
