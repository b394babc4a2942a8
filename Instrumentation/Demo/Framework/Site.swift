import Logging
import Skein
import Tracing

/// What one running service has at hand.
struct Site: Sendable {
  let placement: Placement
  let telemetry: Telemetry
  let logger: Logger
  let directory: Directory
  let database: Database
  let client: ShopClient
  let messages: Messages
  /// The folder of all databases.
  let dataFolder: String

  func has(_ fault: Fault) -> Bool { directory.has(fault) }

  /// A span around work inside the service.
  func withSpan<Result>(_ name: String, _ work: (SkeinSpan) async throws -> Result) async rethrows -> Result {
    try await telemetry.tracer.withSpan(name, ofKind: .internal) { span in try await work(span) }
  }
}
