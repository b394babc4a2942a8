import CoreMetrics
import Logging
import Tracing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Telemetry {
  /// Makes this the telemetry of the whole process: its tracer, its metrics, its loggers. Once per process.
  ///
  /// Call it before the first logger, metric or HTTP client is made: those made earlier know nothing of it.
  /// What these variables say that is not used is logged as warnings, on standard error as well.
  /// - Parameter configure: Changes what the `OTEL_*` variables of the environment say.
  @discardableResult
  public static func bootstrap(_ configure: (inout TelemetryConfiguration) -> Void = { _ in }) -> Telemetry {
    var configuration = TelemetryConfiguration(environment: ProcessInfo.processInfo.environment)
    configure(&configuration)
    let telemetry = bootstrap(configuration)
    telemetry.warn(of: configuration.environmentProblems)
    return telemetry
  }

  /// Makes this the telemetry of the whole process, configured by code alone.
  @discardableResult
  public static func bootstrap(_ configuration: TelemetryConfiguration) -> Telemetry {
    let telemetry = Telemetry(configuration)
    InstrumentationSystem.bootstrap(telemetry.tracer)
    MetricsSystem.bootstrap(telemetry.metricsFactory)
    LoggingSystem.bootstrap(
      { label, provider in telemetry.logHandler(label: label, metadataProvider: provider) }, metadataProvider: nil)
    return telemetry
  }

  private func warn(of problems: [String]) {
    if problems.isEmpty { return }
    var handlers = [logHandler(label: "skein", metadataProvider: nil)]
    // A collector that is not found because of a variable cannot say so.
    if !configuration.logging.isConsoleEnabled { handlers.append(StreamLogHandler.standardError(label: "skein")) }
    let logger = Logger(label: "skein") { _ in MultiplexLogHandler(handlers) }
    for problem in problems { logger.warning("\(problem)") }
  }

  /// Runs work under this telemetry, though the process has another or none: for tests, and for several services in
  /// one process.
  public func withTelemetry<Result: Sendable>(
    _ work: nonisolated(nonsending) () async throws -> Result
  ) async rethrows -> Result {
    try await withTracer(tracer) {
      try await withMetricsFactory(metricsFactory) {
        try await work()
      }
    }
  }
}
