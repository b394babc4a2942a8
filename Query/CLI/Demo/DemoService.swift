import DemoShop
import ServiceLifecycle

/// A server of Skein is ready.
enum DemoEndpoint: Sendable {
  case collector(String)
  case query(String)
}

/// Opens the shop as soon as Skein is there to watch it.
struct DemoService: Service {
  let options: ShopOptions
  let endpoints: AsyncStream<DemoEndpoint>
  /// For the databases of the services.
  let folder: String
  let usesProcesses: Bool
  let hasMesh: Bool
  let guide: DemoGuide

  func run() async throws {
    var collectorURL: String?
    var queryURL: String?
    for await endpoint in endpoints.cancelOnGracefulShutdown() {
      switch endpoint {
      case .collector(let url): collectorURL = url
      case .query(let url): queryURL = url
      }
      if collectorURL != nil && queryURL != nil { break }
    }
    guard let collectorURL, let queryURL else { return }
    let configuration = ShopConfiguration(collectorURL: collectorURL, dataFolder: folder)
    let launch = usesProcesses ? ServiceProcess.launcher(configuration) : Shop.inProcess(configuration)
    let launchMesh = hasMesh ? ServiceProcess.meshLauncher(configuration) : nil
    try await Shop(options, launch: launch, launchMesh: launchMesh) { addresses in
      try await guide.show(addresses, queryURL: queryURL)
    }
    .run()
  }
}
