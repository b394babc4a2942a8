import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import ServiceLifecycle

/// Envoy before services: it takes their requests, passes them on, and sends a span for each.
///
/// Envoy is a program of its own (https://www.envoyproxy.io), which has to be installed.
package struct Envoy: Service {
  private static let pollInterval = Duration.milliseconds(50)
  private static let adminTimeout = TimeAmount.seconds(2)
  private static let answerByteLimit = 1 << 20

  let program: String
  let configuration: EnvoyConfiguration
  /// For its configuration and the address of its administration.
  let folder: String
  let onReady: @Sendable ([MeshUpstream]) async -> Void

  /// - Parameters:
  ///   - program: As `find` has found it.
  ///   - onReady: Called with the addresses to call instead of the upstreams', once Envoy answers there.
  /// - Returns: `nil` when the collector's URL is not `http://HOST:PORT`.
  package init?(
    program: String, before upstreams: [MeshUpstream], collectorURL: String, folder: String,
    onReady: @escaping @Sendable ([MeshUpstream]) async -> Void
  ) {
    guard let collector = MeshUpstream(name: EnvoyConfiguration.collectorName, url: collectorURL) else { return nil }
    self.program = program
    configuration = EnvoyConfiguration(upstreams: upstreams, collector: collector)
    self.folder = folder
    self.onReady = onReady
  }

  /// The path of the program, when one of the folders of a `PATH` has it.
  package static func find(in path: String) -> String? {
    path.split(separator: ":").lazy.map { $0 + "/envoy" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  package func run() async throws {
    let (file, adminFile) = (folder + "/envoy.yaml", folder + "/envoy.admin")
    try? FileManager.default.removeItem(atPath: adminFile)
    try configuration.text.write(toFile: file, atomically: true, encoding: .utf8)
    let child = ChildProcess(
      program: program,
      arguments: [
        "-c", file, "--admin-address-path", adminFile, "--disable-hot-restart", "--concurrency", "1", "--log-level",
        "error", "--log-format", "envoy: %v", "--log-format-escaped",
      ], ending: .signal)
    let status = try await child.run { _ in await onReady(try await addresses(adminFile: adminFile)) }
    if status != 0 { throw EnvoyFailure(status: status) }
  }

  /// Waits until all listeners are there.
  private func addresses(adminFile: String) async throws -> [MeshUpstream] {
    while true {
      if let admin = try? String(contentsOfFile: adminFile, encoding: .utf8), !admin.isEmpty,
        await ask("http://\(admin)/ready") != nil, let answer = await ask("http://\(admin)/listeners?format=json"),
        let listeners = try? JSONDecoder().decode(Listeners.self, from: answer),
        listeners.addresses.count == configuration.upstreams.count
      {
        return listeners.addresses
      }
      try await Task.sleep(for: Self.pollInterval)
    }
  }

  private func ask(_ url: String) async -> Data? {
    let answer = try? await ShopHTTP.client.execute(HTTPClientRequest(url: url), timeout: Self.adminTimeout)
    guard let answer, answer.status == .ok else { return nil }
    return try? await Data(answer.body.collect(upTo: Self.answerByteLimit).readableBytesView)
  }

  /// What Envoy's administration says of its listeners, as far as it matters here.
  private struct Listeners: Decodable {
    struct Listener: Decodable {
      struct Address: Decodable {
        struct Socket: Decodable {
          let address: String
          let port: Int

          enum CodingKeys: String, CodingKey {
            case address
            case port = "port_value"
          }
        }
        let socket: Socket

        enum CodingKeys: String, CodingKey { case socket = "socket_address" }
      }
      let name: String
      let address: Address

      enum CodingKeys: String, CodingKey {
        case name
        case address = "local_address"
      }
    }
    let listeners: [Listener]

    enum CodingKeys: String, CodingKey { case listeners = "listener_statuses" }

    /// A listener that has no port yet is left out.
    var addresses: [MeshUpstream] {
      listeners.compactMap { listener in
        let socket = listener.address.socket
        return MeshUpstream(name: listener.name, url: "http://\(socket.address):\(socket.port)")
      }
    }
  }
}

/// Envoy has ended by itself; it has said on standard error why.
struct EnvoyFailure: Error, CustomStringConvertible {
  let status: Int32
  var description: String { "Envoy ended with status \(status)" }
}
