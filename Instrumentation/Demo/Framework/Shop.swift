import Logging
import ServiceLifecycle

/// The whole shop: registry first, then all other services, then customers.
package struct Shop: Service {
  /// Runs one placement until the shop shuts down: in this process or in another.
  package typealias Launcher = @Sendable (_ placement: Placement, _ start: Start) async throws -> Void

  /// Runs proxies before servers until the shop shuts down, and calls `onReady` with their addresses once they answer.
  package typealias MeshLauncher =
    @Sendable (
      _ upstreams: [MeshUpstream], _ onReady: @escaping @Sendable ([MeshUpstream]) async -> Void
    ) async throws -> Void

  /// What a placement is started with.
  package struct Start: Sendable {
    /// `nil` for the registry itself.
    package let registryURL: String?
    /// 0 lets the system choose one.
    package let port: Int
    /// To be called with the URL of the placement once it answers.
    package let onReady: @Sendable (_ url: String) async -> Void
  }

  /// Where the shop is to be found.
  package struct Addresses: Sendable {
    package let gatewayURL: String
    package let registryURL: String
  }

  let options: ShopOptions
  let launch: Launcher
  let launchMesh: MeshLauncher?
  let onOpen: @Sendable (Addresses) async throws -> Void

  /// - Parameters:
  ///   - launchMesh: Puts a mesh before two services, unless it is `nil`.
  ///   - onOpen: Called when all services are there; its work is cancelled when the shop shuts down.
  package init(
    _ options: ShopOptions, launch: @escaping Launcher, launchMesh: MeshLauncher? = nil,
    onOpen: @escaping @Sendable (Addresses) async throws -> Void
  ) {
    self.options = options
    self.launch = launch
    self.launchMesh = launchMesh
    self.onOpen = onOpen
  }

  /// Runs all services in this process, each with its own telemetry.
  package static func inProcess(_ configuration: ShopConfiguration) -> Launcher {
    { placement, start in
      try await ServiceHost(
        placement, configuration, registryURL: start.registryURL, port: start.port, onReady: start.onReady
      )
      .run()
    }
  }

  package func run() async throws {
    let (urls, continuation) = AsyncStream<String>.makeStream(bufferingPolicy: .bufferingNewest(1))
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        let start = Start(registryURL: nil, port: options.registryPort) { url in continuation.yield(url) }
        defer { continuation.finish() }
        for placement in ServiceName.registry.placements { try await launch(placement, start) }
      }
      guard let registryURL = await urls.first(where: { _ in true }) else { return try await group.waitForAll() }
      let registry = RegistryClient(url: registryURL)
      for fault in options.faults { try await registry.set(fault) }
      for service in ServiceName.registered {
        let port = service == .gateway ? options.gatewayPort : 0
        for placement in service.placements {
          group.addTask { try await launch(placement, Start(registryURL: registryURL, port: port) { _ in }) }
        }
      }
      group.addTask { try await cancelWhenGracefulShutdown { try await open(registry) } }
      do {
        try await group.waitForAll()
      } catch is CancellationError {
        try await group.waitForAll()
      }
    }
  }

  /// Lets customers in once everybody is there.
  private func open(_ registry: RegistryClient) async throws {
    let (instances, gatewayURL) = try await waitForAll(registry)
    try await withThrowingTaskGroup(of: Void.self) { group in
      if let launchMesh {
        let (addresses, continuation) = AsyncStream<[MeshUpstream]>.makeStream(bufferingPolicy: .bufferingNewest(1))
        group.addTask {
          defer { continuation.finish() }
          try await launchMesh(Mesh.upstreams(instances)) { addresses in continuation.yield(addresses) }
        }
        guard let addresses = await addresses.first(where: { _ in true }) else { return try await group.waitForAll() }
        try await Mesh.put(addresses, in: registry)
      }
      group.addTask { try await Shoppers(gatewayURL: gatewayURL, options: options.shoppers).run() }
      try await onOpen(Addresses(gatewayURL: gatewayURL, registryURL: registry.url))
      try await group.waitForAll()
    }
  }

  /// Waits until each service has an instance that answers.
  private func waitForAll(
    _ registry: RegistryClient
  ) async throws -> (instances: [RegistryState.Instance], gatewayURL: String) {
    var state = RegistryState()
    while true {
      state = try await registry.state(after: state.generation)
      let names = Set(state.instances.map(\.service))
      let gateway = state.instances.first { $0.service == .gateway }
      if let gateway, names.isSuperset(of: ServiceName.registered) { return (state.instances, gateway.url) }
    }
  }
}

/// How the shop is to be run.
package struct ShopOptions: Sendable {
  /// 0 lets the system choose one.
  package var gatewayPort = 0
  package var registryPort = 0
  /// What is wrong from the start.
  package var faults: [Fault] = []
  package var shoppers = ShopperOptions()

  package init() {}
}
