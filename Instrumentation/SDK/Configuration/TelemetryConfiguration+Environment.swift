import Logging

extension TelemetryConfiguration {
  /// The configuration that OpenTelemetry's standard variables describe.
  ///
  /// A value that cannot be used is ignored, as the specification of these variables asks: a service starts in any
  /// case. `environmentProblems` says what was ignored, and `Telemetry.bootstrap` logs it.
  public init(environment: [String: String]) {
    self.init()
    var variables = EnvironmentReader(environment)
    resourceAttributes = variables.pairs("OTEL_RESOURCE_ATTRIBUTES") ?? [:]
    if let name = variables.text("OTEL_SERVICE_NAME") ?? resourceAttributes["service.name"] { serviceName = name }
    serviceVersion = resourceAttributes["service.version"]
    isDisabled = variables.flag("OTEL_SDK_DISABLED") ?? false
    exporter.read(&variables)
    tracing.read(&variables)
    logging.read(&variables)
    metrics.read(&variables)
    environmentProblems = variables.problems
  }
}

extension TracingConfiguration {
  mutating func read(_ variables: inout EnvironmentReader) {
    isEnabled = variables.choice("OTEL_TRACES_EXPORTER", ["otlp": true, "none": false]) ?? true
    queue.read(&variables, prefix: "OTEL_BSP_")
    limits.read(&variables)
    if let forms = variables.list("OTEL_PROPAGATORS", Self.propagatorNames) {
      propagators = forms.contains(nil) ? [] : forms.compactMap(\.self)
    }
    sampler = Sampler(&variables) ?? sampler
  }

  private static let propagatorNames: KeyValuePairs<String, Propagator?> = [
    "tracecontext": .traceContext, "baggage": .baggage, "b3": .b3Single, "b3multi": .b3Multiple, "none": nil,
  ]
}

extension SpanLimits {
  mutating func read(_ variables: inout EnvironmentReader) {
    let count = variables.count("OTEL_ATTRIBUTE_COUNT_LIMIT", atLeast: 0) ?? attributeCount
    attributeCount = variables.count("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", atLeast: 0) ?? count
    eventCount = variables.count("OTEL_SPAN_EVENT_COUNT_LIMIT", atLeast: 0) ?? eventCount
    linkCount = variables.count("OTEL_SPAN_LINK_COUNT_LIMIT", atLeast: 0) ?? linkCount
    let byteCount = variables.count("OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", atLeast: 0) ?? valueByteCount
    valueByteCount = variables.count("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", atLeast: 0) ?? byteCount
  }
}

extension LoggingConfiguration {
  private enum Exporter { case otlp, console, none }

  mutating func read(_ variables: inout EnvironmentReader) {
    if let exporters = variables.list(
      "OTEL_LOGS_EXPORTER", ["otlp": Exporter.otlp, "console": .console, "none": .none])
    {
      isEnabled = exporters.contains(.otlp)
      isConsoleEnabled = exporters.contains(.console)
    }
    level =
      variables.choice(
        "LOG_LEVEL",
        [
          "trace": Logger.Level.trace, "debug": .debug, "info": .info, "notice": .notice, "warning": .warning,
          "error": .error, "critical": .critical,
        ]) ?? level
    queue.read(&variables, prefix: "OTEL_BLRP_")
  }
}

extension MetricsConfiguration {
  mutating func read(_ variables: inout EnvironmentReader) {
    isEnabled = variables.choice("OTEL_METRICS_EXPORTER", ["otlp": true, "none": false]) ?? true
    keepsExemplars =
      variables.choice("OTEL_METRICS_EXEMPLAR_FILTER", ["trace_based": true, "always_off": false]) ?? keepsExemplars
    interval = variables.interval("OTEL_METRIC_EXPORT_INTERVAL") ?? interval
    _ = variables.choice("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", ["cumulative": true])
    _ = variables.choice(
      "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION", ["explicit_bucket_histogram": true])
  }
}

extension QueueConfiguration {
  /// A batch is never larger than the queue: it would never fill.
  mutating func read(_ variables: inout EnvironmentReader, prefix: String) {
    recordLimit = variables.count(prefix + "MAX_QUEUE_SIZE") ?? recordLimit
    batchLimit = min(variables.count(prefix + "MAX_EXPORT_BATCH_SIZE") ?? batchLimit, recordLimit)
    delay = variables.interval(prefix + "SCHEDULE_DELAY") ?? delay
  }
}
