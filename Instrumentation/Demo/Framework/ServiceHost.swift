import Hummingbird
import Logging
import ServiceLifecycle
import Skein
import SkeinHummingbird

/// Runs one copy of a service: its server, its consumers, its place in the registry, its telemetry.
package struct ServiceHost: Service {
  package let placement: Placement
  let configuration: ShopConfiguration
  /// `nil` for the registry itself.
  let registryURL: String?
  let port: Int
  let onReady: @Sendable (_ url: String) async -> Void

  /// - Parameters:
  ///   - port: 0 lets the system choose one.
  ///   - onReady: Called with the service's URL once it answers.
  package init(
    _ placement: Placement, _ configuration: ShopConfiguration, registryURL: String?, port: Int = 0,
    onReady: @escaping @Sendable (_ url: String) async -> Void = { _ in }
  ) {
    self.placement = placement
    self.configuration = configuration
    self.registryURL = registryURL
    self.port = port
    self.onReady = onReady
  }

  package func run() async throws {
    let directory = Directory(registryURL: registryURL)
    guard placement.service == ClockRelay.service else {
      return try await run(directory, collectorURL: configuration.collectorURL)
    }
    try await ClockRelay.with(collectorURL: configuration.collectorURL, directory) { relayURL in
      try await run(directory, collectorURL: relayURL)
    }
  }

  private func run(_ directory: Directory, collectorURL: String) async throws {
    let telemetry = Telemetry(configuration.telemetry(of: placement, collectorURL: collectorURL))
    let result: Result<Void, any Error>
    do {
      try await serve(telemetry, directory)
      result = .success(())
    } catch {
      result = .failure(error)
    }
    // Not by this task, which may be cancelled: what the service did last is to be seen as well.
    await Task { await telemetry.shutdown() }.value
    try result.get()
  }

  private func serve(_ telemetry: Telemetry, _ directory: Directory) async throws {
    let service = placement.service.implementation
    let site = try makeSite(telemetry, directory, schema: service.schema)
    let (addresses, continuation) = AsyncStream<String>.makeStream(bufferingPolicy: .bufferingNewest(1))
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await directory.follow() }
      let running = try await service.init(site)
      let subscriptions = running.subscriptions
      await site.messages.subscribe(subscriptions)
      // The shop may have ended while its broker was not there yet.
      guard !Task.isShuttingDownGracefully else { return group.cancelAll() }
      let application = makeApplication(running, site) { url in
        continuation.yield(url)
        await onReady(url)
      }
      group.addTask { for await url in addresses { await directory.keepRegistered(placement, url: url) } }
      group.addTask { try await running.work() }
      for subscription in subscriptions { group.addTask { await site.messages.consume(subscription) } }
      group.addTask {
        try await application.run()
        throw CancellationError()
      }
      // The server ends when the shop shuts down; all else goes on for as long as it does.
      do {
        while try await group.next() != nil {}
      } catch is CancellationError {}
      group.cancelAll()
    }
  }

  private func makeSite(_ telemetry: Telemetry, _ directory: Directory, schema: [String]) throws -> Site {
    let logger = telemetry.logger(label: "shop." + placement.service.rawValue)
    let database = try Database(
      path: configuration.dataFolder + "/" + placement.id + ".db", name: placement.service.rawValue, schema: schema,
      telemetry: telemetry)
    let client = ShopClient(directory: directory, telemetry: telemetry, logger: logger)
    let messages = Messages(
      placement: placement, client: client, directory: directory, telemetry: telemetry, logger: logger)
    return Site(
      placement: placement, telemetry: telemetry, logger: logger, directory: directory, database: database,
      client: client, messages: messages, dataFolder: configuration.dataFolder)
  }

  private func makeApplication(
    _ service: any ShopService, _ site: Site, onReady: @escaping @Sendable (String) async -> Void
  ) -> Application<RouterResponder<BasicRequestContext>> {
    let router = Router()
    router.get("health") { _, _ in HTTPResponse.Status.ok }
    service.addQuietRoutes(to: router)
    router.add(middleware: TelemetryMiddleware(site.telemetry, logsRequests: false))
    service.addRoutes(to: router)
    return Application(
      responder: router.buildResponder(),
      configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port), serverName: nil),
      onServerRunning: { channel in await onReady("http://127.0.0.1:\(channel.localAddress?.port ?? port)") },
      logger: Self.serverLogger)
  }

  /// What the server itself says: connections that break are their clients' affair.
  static let serverLogger = Logger(label: "shop.server", factory: { _ in SwiftLogNoOpLogHandler() })
}
