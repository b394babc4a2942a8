import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// Talks to the registry, without telemetry.
package struct RegistryClient: Sendable {
  /// Longer than the registry waits for a change.
  private static let timeout = TimeAmount.seconds(15)
  private static let answerByteLimit = 1 << 20

  let url: String

  package init(url: String) { self.url = url }

  /// What the registry knows, as soon as it is newer than `generation`, or after a while.
  package func state(after generation: Int = 0) async throws -> RegistryState {
    let body = try await send(.GET, "/state?after=\(generation)")
    return try JSONDecoder().decode(RegistryState.self, from: Data(body.readableBytesView))
  }

  package func set(_ fault: Fault) async throws { try await send(.PUT, "/faults/\(fault.rawValue)") }

  package func clearFaults() async throws { try await send(.DELETE, "/faults") }

  /// Lets all calls of a service go through a proxy.
  func put(proxy url: String, before service: ServiceName) async throws {
    let proxy = RegistryState.Proxy(url: url)
    try await send(.PUT, "/proxies/\(service.rawValue)", body: try JSONEncoder().encode(proxy))
  }

  func register(_ placement: Placement, url: String) async throws {
    let instance = RegistryState.Instance(
      id: placement.id, service: placement.service, version: placement.version, url: url)
    try await send(.PUT, "/instances/\(placement.id)", body: try JSONEncoder().encode(instance))
  }

  func remove(_ placement: Placement) async throws { try await send(.DELETE, "/instances/\(placement.id)") }

  @discardableResult
  private func send(_ method: HTTPMethod, _ path: String, body: Data? = nil) async throws -> ByteBuffer {
    var request = HTTPClientRequest(url: url + path)
    request.method = method
    if let body {
      request.headers.add(name: "content-type", value: "application/json")
      request.body = .bytes(body)
    }
    let response = try await ShopHTTP.client.execute(request, timeout: Self.timeout)
    let answer = try await response.body.collect(upTo: Self.answerByteLimit)
    guard (200..<300).contains(response.status.code) else {
      throw RegistryFailure(status: Int(response.status.code), path: path)
    }
    return answer
  }
}

/// The registry did not do what it was asked for.
package struct RegistryFailure: Error, CustomStringConvertible {
  let status: Int
  let path: String

  package var description: String { "the registry answered \(status) to \(path)" }
}
