/// What the semantic conventions let a batch say about its spans: HTTP status, failure, database, peer.
///
/// Keys are looked for once per shape, not once per span. Current names and those before them count.
package struct SpanFacts {
  /// What a key is good for.
  package enum Role: Int, CaseIterable {
    case httpStatus, oldHTTPStatus, errorType, resendCount
    case databaseSystem, databaseNamespace, otherDatabase
    case peerService, serverAddress, peerAddress, rpcService, rpcMethod, messagingDestination
  }

  /// Current names of the semantic conventions and those that came before them.
  private static let keys: [(key: String, role: Role)] = [
    ("http.response.status_code", .httpStatus), ("http.status_code", .oldHTTPStatus), ("error.type", .errorType),
    ("http.request.resend_count", .resendCount), ("http.resend_count", .resendCount),
    ("db.system.name", .databaseSystem), ("db.system", .databaseSystem),
    ("db.namespace", .databaseNamespace), ("db.name", .databaseNamespace),
    ("peer.service", .peerService), ("server.address", .serverAddress), ("net.peer.name", .serverAddress),
    ("network.peer.address", .peerAddress), ("rpc.service", .rpcService), ("rpc.method", .rpcMethod),
    ("messaging.destination.name", .messagingDestination), ("messaging.destination", .messagingDestination),
  ]
  /// The keys that tell how a call ended.
  package static var outcomeKeys: [String] {
    keys.filter { [.httpStatus, .oldHTTPStatus, .errorType].contains($0.role) }.map(\.key)
  }
  private static let roles = Dictionary(uniqueKeysWithValues: keys.map { (Array($0.key.utf8), $0.role) })
  private static let databasePrefix = Array("db.".utf8)
  private static let absent: Int32 = -1

  package let batch: SpanBatch
  /// Where in its list a shape has each role; `absent` where it has not.
  private var places: [Int32]

  package init(_ batch: SpanBatch) {
    self.batch = batch
    places = Array(repeating: Self.absent, count: batch.shapes.count * Role.allCases.count)
    var roleOfKey: [StringCode: Role?] = [:]
    for shape in 0..<batch.shapes.count {
      for (place, slot) in batch.shapes[ShapeCode(shape)].enumerated() where slot.kind != .empty {
        let role = roleOfKey[slot.key] ?? Self.role(of: batch.strings[slot.key])
        roleOfKey[slot.key] = .some(role)
        guard let role else { continue }
        let index = shape * Role.allCases.count + role.rawValue
        if places[index] == Self.absent { places[index] = Int32(place) }
      }
    }
  }

  private static func role(of key: ArraySlice<UInt8>) -> Role? {
    roles[Array(key)] ?? (key.starts(with: databasePrefix) ? .otherDatabase : nil)
  }

  package func has(_ role: Role, _ row: Int) -> Bool {
    places[Int(batch.attributes[row].shape) * Role.allCases.count + role.rawValue] != Self.absent
  }

  /// Kind and payload of the attribute of a role.
  private func attribute(_ role: Role, _ row: Int) -> (kind: AttributeKind, payload: UInt64)? {
    let list = batch.attributes[row]
    let place = Int(places[Int(list.shape) * Role.allCases.count + role.rawValue])
    if place == Int(Self.absent) { return nil }
    let slot = batch.shapes.slots[batch.shapes.bounds(of: list.shape).lowerBound + place]
    return (slot.kind, batch.payloads[Int(list.firstPayload) + place])
  }

  /// The text of a role's attribute; `nil` when it is absent, empty or not a text.
  package func text(_ role: Role, _ row: Int) -> StringCode? {
    guard let (kind, payload) = attribute(role, row), kind == .string, payload != 0 else { return nil }
    return StringCode(truncatingIfNeeded: payload)
  }

  /// The HTTP status, sent as a number or as three digits; the current key goes before the old one.
  package func httpStatus(_ row: Int) -> Int64? { status(.httpStatus, row) ?? status(.oldHTTPStatus, row) }

  private func status(_ role: Role, _ row: Int) -> Int64? {
    guard let (kind, payload) = attribute(role, row) else { return nil }
    switch kind {
    case .int: return Int64(bitPattern: payload)
    case .string:
      let digits = batch.strings[StringCode(truncatingIfNeeded: payload)]
      guard digits.count == 3, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
      return digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    default: return nil
    }
  }

  /// Whether the call failed: status error, or `error.type`, or an HTTP status of 500 or more at the server.
  package func isError(_ row: Int, httpStatus: Int64?) -> Bool {
    if batch.statusCodes[row] == .error || has(.errorType, row) { return true }
    return batch.kinds[row] == .server && httpStatus.map { $0 >= 500 } ?? false
  }

  /// The first digit of an HTTP status, or 0.
  package static func statusClass(_ status: Int64?) -> UInt8 {
    guard let status, (100...599).contains(status) else { return 0 }
    return UInt8(truncatingIfNeeded: status / 100)
  }

  /// Whether the call failed, see `isError(_:httpStatus:)`, of every row.
  package var failures: [Bool] { (0..<batch.count).map { isError($0, httpStatus: httpStatus($0)) } }
}
