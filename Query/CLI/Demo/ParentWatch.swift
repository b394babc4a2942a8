import Foundation
import Logging
import ServiceLifecycle
import UnixSignals

/// Ends when standard input does: when whoever started this process has closed it, or is no more.
struct ParentWatch: Service {
  func run() async throws {
    let (ends, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    Thread.detachNewThread {
      while let data = try? FileHandle.standardInput.read(upToCount: 1), !data.isEmpty {}
      continuation.finish()
    }
    for await _ in ends.cancelOnGracefulShutdown() {}
  }

  /// Runs a part of the shop until the parent wants it to end.
  static func run(_ service: some Service) async throws {
    // Ctrl-C reaches all processes of the terminal; the parent says when to stop.
    signal(SIGINT, SIG_IGN)
    let logger = Logger(label: "shop", factory: { _ in SwiftLogNoOpLogHandler() })
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: [
          .init(service: service, successTerminationBehavior: .gracefullyShutdownGroup),
          .init(service: ParentWatch(), successTerminationBehavior: .gracefullyShutdownGroup),
        ],
        gracefulShutdownSignals: [.sigterm], logger: logger))
    try await group.run()
  }
}
