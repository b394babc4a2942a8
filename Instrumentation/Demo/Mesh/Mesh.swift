/// Which services of the shop have a proxy before them.
package enum Mesh {
  /// One calls the other in each checkout, so that a trace goes through the mesh twice.
  package static let services: [ServiceName] = [.orders, .payments]

  static func upstreams(_ instances: [RegistryState.Instance]) -> [MeshUpstream] {
    instances.filter { services.contains($0.service) }
      .compactMap { MeshUpstream(name: $0.service.rawValue, url: $0.url) }
  }

  /// Tells everybody to call the proxies instead of the services.
  static func put(_ addresses: [MeshUpstream], in registry: RegistryClient) async throws {
    for address in addresses {
      guard let service = ServiceName(rawValue: address.name) else { continue }
      try await registry.put(proxy: address.url, before: service)
    }
  }
}
