import DemoShop
import Foundation

/// A part of the shop in a process of its own: this program with other arguments.
///
/// The child ends when its standard input does, and so does not outlive its parent, however that ends.
struct ServiceProcess {
  /// Runs the services of the shop.
  static func launcher(_ configuration: ShopConfiguration) -> Shop.Launcher {
    { placement, start in
      var arguments = [
        "service", placement.service.rawValue, "--instance", "\(placement.instance)", "--service-version",
        placement.version, "--collector", configuration.collectorURL, "--data", configuration.dataFolder, "--port",
        "\(start.port)",
      ]
      if let registryURL = start.registryURL { arguments += ["--registry", registryURL] }
      try await ServiceProcess(name: placement.service.rawValue, arguments: arguments).run(start.onReady)
    }
  }

  /// Runs Envoy before some of them.
  static func meshLauncher(_ configuration: ShopConfiguration) -> Shop.MeshLauncher {
    { upstreams, onReady in
      let arguments = ["mesh", "--collector", configuration.collectorURL, "--data", configuration.dataFolder]
      try await ServiceProcess(name: "the mesh", arguments: arguments + upstreams.map(\.description)).run { line in
        await onReady(line.split(separator: " ").compactMap { MeshUpstream(argument: String($0)) })
      }
    }
  }

  let name: String
  let arguments: [String]

  private func run(_ onReady: @escaping @Sendable (_ line: String) async -> Void) async throws {
    let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
    let child = ChildProcess(program: program, arguments: ["demo"] + arguments, ending: .closedInput)
    let status = try await child.run { lines in
      if let line = await lines.first(where: { _ in true }) { await onReady(line) }
    }
    if status != 0 { throw CommandFailure.failed("\(name) ended with status \(status)") }
  }
}
