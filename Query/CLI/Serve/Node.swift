import Foundation
import HTTPService
import Logging
import NIOPosix
import SegmentStore
import ServiceLifecycle
import SpanIngest
import TelemetryModel
import TerminalUI
import UnixSignals

/// One running Skein: a store and the servers over it.
struct Node {
  let store: SegmentStore
  let ingest: SpanIngest?
  /// Shares the budget of `ingest`.
  let logIngest: LogIngest?
  let metricIngest: MetricIngest?
  /// Where bodies are decoded and queries are answered: off the event loops and the cooperative pool.
  let threads: NIOThreadPool
  let logger: Logger
  let databasePath: String
  /// The limit that retention keeps, where this node keeps one.
  let retainBytes: Int?
  let correlationKeys: CorrelationKeys

  /// A node that writes its database.
  static func open(_ database: DatabaseOption, collecting options: CollectorOptions) throws -> Node {
    let logger = makeLogger()
    var storeOptions = storeOptions(logger)
    storeOptions.archiveByteCount = options.archiveBytes.value
    let store = try database.openForWriting(options: storeOptions)
    store.startMaintenance(options.maintenanceOptions)
    let ingest = SpanIngest(sink: store, limits: options.ingestLimits)
    let logIngest = LogIngest(sink: store, limits: options.ingestLimits, budget: ingest.budget)
    let metricIngest = MetricIngest(sink: store, limits: options.ingestLimits, budget: ingest.budget)
    return Node(
      store, ingest, logIngest, metricIngest, logger, database.resolvedPath, retainBytes: options.retainBytes?.value,
      correlationKeys: try database.correlationKeys)
  }

  /// A node that reads a database which another process may write.
  static func openReadOnly(_ database: DatabaseOption) throws -> Node {
    let logger = makeLogger()
    let store = try database.openForReading(options: storeOptions(logger))
    return Node(
      store, nil, nil, nil, logger, database.resolvedPath, retainBytes: nil,
      correlationKeys: try database.correlationKeys)
  }

  private init(
    _ store: SegmentStore, _ ingest: SpanIngest?, _ logIngest: LogIngest?, _ metricIngest: MetricIngest?,
    _ logger: Logger, _ databasePath: String, retainBytes: Int?, correlationKeys: CorrelationKeys
  ) {
    ServerMemory.giveLargeBlocksBack()
    self.store = store
    self.ingest = ingest
    self.logIngest = logIngest
    self.metricIngest = metricIngest
    self.logger = logger
    self.databasePath = databasePath
    self.retainBytes = retainBytes
    self.correlationKeys = correlationKeys
    threads = NIOThreadPool(numberOfThreads: max(2, ProcessInfo.processInfo.activeProcessorCount))
    threads.start()
  }

  /// Runs the services until SIGTERM or SIGINT; requests under way are finished, then the store is closed.
  ///
  /// - Parameter tls: read anew on SIGHUP.
  func run(_ services: [any Service], tls: TLSCredentials? = nil) async throws {
    announce("keeping data in \(databasePath)")
    let services = services + (tls.map { [TLSReloader(credentials: $0)] } ?? [])
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    do {
      try await group.run()
    } catch {
      store.close()
      throw error
    }
    try await threads.shutdownGracefully()
    store.close()
  }

  private static func storeOptions(_ logger: Logger) -> StoreOptions {
    var options = StoreOptions()
    options.onDamage = { logger.error("a damaged segment is left out of answers: \($0)") }
    return options
  }

  /// Connections that break are their clients' affair: the HTTP server reports them as errors even at a shutdown.
  var httpLogger: Logger {
    var logger = logger
    logger.logLevel = .critical
    return logger
  }

  private static func makeLogger() -> Logger {
    var logger = Logger(label: "skein", factory: { StreamLogHandler.standardError(label: $0) })
    logger.logLevel = .warning
    return logger
  }
}

/// One line for whoever started the process, or for the program that did.
func announce(_ line: String) {
  // Nobody may be listening any more; that is no reason to stop serving.
  try? FileHandle.standardOutput.write(contentsOf: Data((SafeText.escaping(line) + "\n").utf8))
}
