public import Logging

/// What a service tells the library about itself and about where its telemetry goes.
///
/// `init(environment:)` reads the standard `OTEL_*` variables; everything has a default that works with a collector on
/// the same machine.
public struct TelemetryConfiguration: Sendable {
  /// `service.name`: what the service is called wherever its telemetry is shown.
  public var serviceName = "unknown_service"
  /// `service.version`.
  public var serviceVersion: String?
  /// Further attributes of the resource, such as `deployment.environment.name`.
  public var resourceAttributes: [String: String] = [:]
  /// Nothing is recorded or sent; contexts still travel through the service.
  public var isDisabled = false
  public var exporter = ExporterConfiguration()
  public var tracing = TracingConfiguration()
  public var logging = LoggingConfiguration()
  public var metrics = MetricsConfiguration()
  public var correlation = CorrelationConfiguration()
  /// How long `Telemetry.shutdown` waits until everything has been sent.
  public var shutdownTimeout: Duration = .seconds(10)

  /// What the environment said that is not used, a sentence each; empty when there was no such thing.
  public internal(set) var environmentProblems: [String] = []

  public init(serviceName: String) {
    self.serviceName = serviceName
  }

  init() {}
}

/// How spans are sampled, propagated, bounded and queued.
public struct TracingConfiguration: Sendable {
  public var isEnabled = true
  public var sampler = Sampler.parentBased(root: .alwaysOn)
  /// The forms of context that are read and written; the first that is found wins.
  public var propagators: [Propagator] = [.traceContext, .baggage]
  public var limits = SpanLimits()
  public var queue = QueueConfiguration(delay: .seconds(5))

  public init() {}
}

/// How log records are recorded and queued.
public struct LoggingConfiguration: Sendable {
  public var isEnabled = true
  /// Records are also written to standard error.
  public var isConsoleEnabled = false
  /// Records below this level are not made, unless a logger is told otherwise.
  public var level = Logger.Level.info
  public var queue = QueueConfiguration(delay: .seconds(1))

  public init() {}
}

/// How metrics are collected.
public struct MetricsConfiguration: Sendable {
  public var isEnabled = true
  /// How often all metrics are sent.
  public var interval: Duration = .seconds(60)
  /// Bounds of the buckets of single recorders and timers, by label; a timer's are in seconds.
  public var bounds: [String: [Double]] = [:]
  /// Recorders and timers name sampled spans in which they measured, one for each bucket.
  public var keepsExemplars = true

  public init() {}
}

/// What bounds one span; more is dropped and counted in the span.
public struct SpanLimits: Sendable, Hashable {
  public var attributeCount = 128
  public var eventCount = 128
  public var linkCount = 128
  /// Bytes of one attribute value; longer texts are cut.
  public var valueByteCount = Limits.defaultValueByteCount

  public init() {}
}
