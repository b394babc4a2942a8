import TelemetryModel

/// Guesses the resource of a row: the parent's within the same service, else the service's latest in this trace.
///
/// The operation of a row says which service it is of, so that what is stored is 0 for a right guess, else 1 plus the
/// place of the resource among those of its service. Requests stay with the instance that took them, as a rule.
struct ResourcePrediction {
  /// By resource: the number of its service and its place within the service.
  private(set) var services: [Int32] = []
  private var places: [UInt32] = []
  /// By service: its resources.
  private var members: [[Int32]] = []
  private var serviceNumbers: [StringCode: Int32] = [:]
  /// By service: the latest resource in the current trace, or -1.
  private var latest: [Int32] = []
  private var touched: [Int32] = []

  /// - Parameter services: the service name of every resource.
  init(services names: [StringCode]) {
    for (resource, name) in names.enumerated() {
      let service = serviceNumbers[name] ?? Int32(members.count)
      if Int(service) == members.count {
        serviceNumbers[name] = service
        members.append([])
      }
      services.append(service)
      places.append(UInt32(members[Int(service)].count))
      members[Int(service)].append(Int32(resource))
    }
    latest = Array(repeating: -1, count: members.count)
  }

  mutating func beginTrace() {
    for service in touched { latest[Int(service)] = -1 }
    touched.removeAll(keepingCapacity: true)
  }

  func service(named name: StringCode) -> Int32? { serviceNumbers[name] }

  @inline(__always)
  private func guess(_ service: Int32, parent: Int?) -> Int32 {
    if let parent, services[parent] == service { return Int32(parent) }
    return latest[Int(service)]
  }

  @inline(__always)
  private mutating func remember(_ resource: Int32, _ service: Int32) {
    if latest[Int(service)] < 0 { touched.append(service) }
    latest[Int(service)] = resource
  }

  /// What to store for a row.
  mutating func symbol(of resource: Int, parent: Int?) -> UInt32 {
    let service = services[resource]
    let isRight = guess(service, parent: parent) == Int32(resource)
    remember(Int32(resource), service)
    return isRight ? 0 : 1 + places[resource]
  }

  /// The inverse of `symbol(of:parent:)`; `nil` when no row can have that symbol.
  mutating func resource(of symbol: Int, service: Int32, parent: Int?) -> Int? {
    let list = members[Int(service)]
    let resource = symbol == 0 ? guess(service, parent: parent) : symbol <= list.count ? list[symbol - 1] : -1
    guard resource >= 0 else { return nil }
    remember(resource, service)
    return Int(resource)
  }
}
