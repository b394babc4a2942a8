/// Who runs where, and which faults are on: what every service knows of the shop.
package struct RegistryState: Codable, Sendable {
  package struct Instance: Codable, Sendable, Hashable {
    package let id: String
    package let service: ServiceName
    package let version: String
    package let url: String
  }

  /// What stands before a service.
  struct Proxy: Codable {
    let url: String
  }

  /// Grows with every change.
  package var generation = 0
  package var instances: [Instance] = []
  package var faults: [Fault] = []
  /// URLs to call instead of those of a service's instances.
  package var proxies: [ServiceName: String] = [:]

  package init() {}
}
