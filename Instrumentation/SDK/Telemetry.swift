public import Logging
package import NIOCore
import NIOPosix
public import ServiceLifecycle
import Synchronization
import Tracing

/// The telemetry of one service: its tracer, its metrics and its log handlers, and what sends their data.
///
/// ```swift
/// let telemetry = try Telemetry.bootstrap { $0.serviceName = "orders" }
/// ```
///
/// Sending begins at once. As a `Service` of a `ServiceGroup` it sends what is left when the group shuts down; without
/// a group, call `shutdown`.
public final class Telemetry: Service {
  public let configuration: TelemetryConfiguration
  /// For code that does not use the tracer of the process.
  public let tracer: SkeinTracer
  /// For code that does not use the metrics of the process.
  public let metricsFactory: SkeinMetricsFactory

  let pipelines: Pipelines
  private let logSink: LogSink

  /// Telemetry that is not that of the whole process; `bootstrap` makes one that is.
  public convenience init(_ configuration: TelemetryConfiguration) {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    self.init(
      configuration, transport: HTTPTransport(configuration, on: group), loop: group.next(), ownedGroup: group)
  }

  /// - Parameter ownedGroup: Ends with the telemetry.
  package init(
    _ configuration: TelemetryConfiguration, transport: any ExportTransport, loop: any EventLoop,
    ownedGroup: (any EventLoopGroup)? = nil, clock: @escaping @Sendable () -> UInt64 = Telemetry.now
  ) {
    self.configuration = configuration
    let registry = MetricRegistry(
      bounds: configuration.metrics.bounds, keepsExemplars: configuration.metrics.keepsExemplars, clock: clock)
    pipelines = Pipelines(
      configuration, registry: registry, transport: transport, loop: loop, ownedGroup: ownedGroup)
    let key = configuration.correlation.attributeKey
    tracer = SkeinTracer(
      sampler: configuration.isRecordingSpans ? configuration.tracing.sampler : .alwaysOff,
      sink: SpanSink(limits: configuration.tracing.limits, queue: pipelines.traces.queue, correlationKey: key),
      propagation: Propagation(configuration.tracing.propagators, correlation: configuration.correlation))
    metricsFactory = SkeinMetricsFactory(registry: registry)
    logSink = LogSink(queue: pipelines.logs.queue, correlationKey: key)
    pipelines.start()
  }

  /// Telemetry that nobody holds any longer ends without sending what is left.
  deinit {
    let pipelines = pipelines
    guard pipelines.ownsLoop else { return }
    Task { await pipelines.shutdown(within: .zero) }
  }

  /// Nanoseconds since 1970.
  package static let now: @Sendable () -> UInt64 = { DefaultTracerClock.now.nanosecondsSinceEpoch }

  /// A logger whose records are sent.
  public func logger(label: String) -> Logger {
    Logger(label: label, factory: { self.logHandler(label: $0, metadataProvider: nil) })
  }

  /// A log handler for `LoggingSystem.bootstrap` or a single logger.
  public func logHandler(label: String, metadataProvider: Logger.MetadataProvider?) -> any LogHandler {
    var handlers: [any LogHandler] = []
    let logging = configuration.logging
    if logging.isEnabled, !configuration.isDisabled {
      handlers.append(
        SkeinLogHandler(label: label, level: logging.level, metadataProvider: metadataProvider, sink: logSink))
    }
    if logging.isConsoleEnabled {
      let provider = Logger.MetadataProvider.multiplex([.skein] + (metadataProvider.map { [$0] } ?? []))
      var console = StreamLogHandler.standardError(label: label, metadataProvider: provider)
      console.logLevel = logging.level
      handlers.append(console)
    }
    if handlers.count == 1, let handler = handlers.first { return handler }
    return handlers.isEmpty ? SwiftLogNoOpLogHandler() : MultiplexLogHandler(handlers)
  }

  /// What has become of every record so far.
  public var counts: TelemetryCounts {
    TelemetryCounts(
      spans: pipelines.traces.queue.counts, logRecords: pipelines.logs.queue.counts,
      dataPoints: pipelines.metrics.queue.counts)
  }

  /// Sends what is there now.
  ///
  /// - Returns: Whether everything was dealt with in time: acknowledged, rejected, or given up.
  @discardableResult
  public func flush(within limit: Duration = .seconds(10)) async -> Bool { await pipelines.flush(within: limit) }

  /// Sends what is there, as long as the configuration allows, and ends. Records made later are dropped and counted.
  public func shutdown() async { await pipelines.shutdown(within: configuration.shutdownTimeout) }

  /// Waits until the service group shuts down, then sends what is left.
  public func run() async {
    // Cancellation ends the wait as well as a graceful shutdown does.
    try? await gracefulShutdown()
    // The task may be cancelled by now; what is left is sent all the same.
    await Task { await self.shutdown() }.value
  }
}

/// What has become of the records of each signal.
public struct TelemetryCounts: Sendable, Hashable {
  public let spans: SignalCounts
  public let logRecords: SignalCounts
  public let dataPoints: SignalCounts
}

extension TelemetryConfiguration {
  var isRecordingSpans: Bool { tracing.isEnabled && !isDisabled }
}
