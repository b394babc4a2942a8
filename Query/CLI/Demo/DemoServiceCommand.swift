import ArgumentParser
import DemoShop

/// `skein demo service`: one service of the shop, as `skein demo --processes` starts it.
struct DemoServiceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "service",
    abstract: "Run one service of the shop, until standard input ends.",
    discussion: "What `skein demo --processes` starts. Writes its URL to standard output once it answers.")

  @Argument(help: ArgumentHelp("The service.", valueName: "name"))
  var service: ServiceName

  @Option(help: "Which copy of the service this is.")
  var instance = 1

  @Option(name: .customLong("service-version"), help: "What it says its version is.")
  var version: String

  @Option(help: ArgumentHelp("The registry; the registry itself has none.", valueName: "url"))
  var registry: String?

  @Option(help: ArgumentHelp("Where telemetry goes.", valueName: "url"))
  var collector: String

  @Option(help: ArgumentHelp("The folder of the databases.", valueName: "folder"))
  var data: String

  @Option(help: "The port to listen on; 0 takes a free one.")
  var port: UInt16 = 0

  func run() async throws {
    let host = ServiceHost(
      Placement(service: service, instance: instance, version: version),
      ShopConfiguration(collectorURL: collector, dataFolder: data), registryURL: registry, port: Int(port)
    ) { url in announce(url) }
    try await ParentWatch.run(host)
  }
}
