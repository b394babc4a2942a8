import HTTPService
import Hummingbird
import Logging
import ServiceLifecycle

/// Runs a test against a real collector of its own, on a free port of this machine, with a database that is gone
/// afterwards.
///
/// ```swift
/// try await withCollector { collector in
///   let telemetry = collector.telemetry(serviceName: "shop")
///   try await telemetry.withTelemetry { try await checkout() }
///   let trace = try await collector.spans()
///   #expect(trace.contains { $0.name == "charge card" })
/// }
/// ```
///
/// - Parameter keepingFailureIn: Where everything that the collector has is written when the test throws, as OTLP/JSON
///   lines that `skein import` reads; `TestCollector.save` does so at any time.
public func withCollector<Result>(
  keepingFailureIn file: String? = nil, isolation: isolated (any Actor)? = #isolation,
  _ test: (TestCollector) async throws -> Result
) async throws -> Result {
  let node = try CollectorNode.open()
  defer { node.close() }
  let (ports, continuation) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingNewest(1))
  var logger = Logger(label: "collector", factory: { _ in SwiftLogNoOpLogHandler() })
  logger.logLevel = .critical
  let server = HTTPService.application(
    at: HTTPEndpoint(host: "127.0.0.1", port: 0), responder: node.receiver, logger: logger
  ) { continuation.yield($0.port) }
  let services = ServiceGroup(configuration: .init(services: [server], logger: logger))
  let running = Task {
    defer { continuation.finish() }
    try await services.run()
  }
  guard let port = await ports.first(where: { _ in true }) else {
    // The server has ended before it was ready: its error says why.
    try await running.value
    throw TestCollectorError.notReady
  }
  let collector = TestCollector(node: node, endpoint: "http://127.0.0.1:\(port)")
  do {
    let result = try await test(collector)
    await collector.shutdown()
    await services.triggerGracefulShutdown()
    try await running.value
    return result
  } catch {
    await collector.shutdown()
    if let file { try? await collector.save(to: file) }
    await services.triggerGracefulShutdown()
    _ = await running.result
    throw error
  }
}

/// Why a collector for a test cannot be used.
public enum TestCollectorError: Error, Sendable {
  /// Its server ended before it listened.
  case notReady
  /// What was waited for did not come in time.
  case timedOut(String)
  case cannotWrite(path: String)
}
