import TelemetryModel

/// Numbers identities in the order in which they come, each once.
struct IdentityNumbers<Identity: RollupIdentity>: Sendable {
  private(set) var identities: [Identity] = []
  private var index = EntryIndex()

  var count: Int { identities.count }

  /// `nil` for one that was not appended yet.
  func number(of identity: Identity) -> Int? {
    var search = index.search(for: Self.hash(identity))
    while let number = index.next(&search) {
      if identities[number] == identity { return number }
    }
    return nil
  }

  /// Gives an identity that has no number yet the next one.
  @discardableResult
  mutating func append(_ identity: Identity) -> Int {
    index.add(Self.hash(identity))
    identities.append(identity)
    return identities.count - 1
  }

  private static func hash(_ identity: Identity) -> UInt64 {
    var hash = WordHash()
    identity.combine(into: &hash)
    return hash.value
  }
}
