/// The services of the shop, by the names that telemetry knows them by.
package enum ServiceName: String, CaseIterable, Codable, Sendable, CodingKeyRepresentable {
  case registry
  case broker
  case gateway
  case webFrontEnd = "web-bff"
  case mobileFrontEnd = "mobile-bff"
  case catalog
  case orders
  case payments
  case cardProvider = "card-provider"
  case shipping
  case users
  case notifications

  /// All but the registry, which has to be there before the others.
  package static var registered: [ServiceName] { allCases.filter { $0 != .registry } }

  /// What `ServiceHost`s a shop consists of: a service may run more than once, and in two versions.
  package var placements: [Placement] {
    guard self == .catalog else { return [Placement(service: self)] }
    return [
      Placement(service: self), Placement(service: self, instance: 2),
      Placement(service: self, instance: 3, version: Placement.badVersion),
    ]
  }

  var implementation: any ShopService.Type {
    switch self {
    case .registry: Registry.self
    case .broker: Broker.self
    case .gateway: Gateway.self
    case .webFrontEnd, .mobileFrontEnd: FrontEnd.self
    case .catalog: Catalog.self
    case .orders: Orders.self
    case .payments: Payments.self
    case .cardProvider: CardProvider.self
    case .shipping: Shipping.self
    case .users: Users.self
    case .notifications: Notifications.self
    }
  }
}

/// One running copy of a service.
package struct Placement: Sendable, Hashable {
  static let goodVersion = "1.4.0"
  static let badVersion = "1.4.1"

  package let service: ServiceName
  package let instance: Int
  package let version: String

  package init(service: ServiceName, instance: Int = 1, version: String = Placement.goodVersion) {
    self.service = service
    self.instance = instance
    self.version = version
  }

  /// Unique in the shop.
  var id: String { "\(service.rawValue)-\(instance)" }

  /// Whether customers are to reach it: a bad deploy puts the new version in the place of an old one.
  func isInService(under faults: Set<Fault>) -> Bool {
    guard service == .catalog, instance > 1 else { return true }
    return (version == Self.badVersion) == faults.contains(.badDeploy)
  }
}
