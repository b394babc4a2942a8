extension TelemetryBatch {
  /// The index of a resource, added when none equals it. O(size of the resource).
  package mutating func intern(_ entry: ResourceEntry) -> UInt32 {
    while resourceIndex.count < resources.count { resourceIndex.add(hash(resources[resourceIndex.count])) }
    let hash = hash(entry)
    var search = resourceIndex.search(for: hash)
    while let index = resourceIndex.next(&search) {
      if isEqual(resources[index], entry) { return UInt32(index) }
    }
    resources.append(entry)
    resourceIndex.add(hash)
    return UInt32(resources.count - 1)
  }

  /// The index of a scope, added when none equals it. O(size of the scope).
  package mutating func intern(_ entry: ScopeEntry) -> UInt32 {
    while scopeIndex.count < scopes.count { scopeIndex.add(hash(scopes[scopeIndex.count])) }
    let hash = hash(entry)
    var search = scopeIndex.search(for: hash)
    while let index = scopeIndex.next(&search) {
      if isEqual(scopes[index], entry) { return UInt32(index) }
    }
    scopes.append(entry)
    scopeIndex.add(hash)
    return UInt32(scopes.count - 1)
  }

  private func hash(_ entry: ResourceEntry) -> UInt64 {
    var hash = WordHash()
    hash.combine(UInt64(entry.serviceName) << 32 | UInt64(entry.schemaURL))
    hash.combine(UInt64(entry.droppedAttributesCount) << 32 | UInt64(entry.entityReferences.count))
    combine(entry.attributes, into: &hash)
    return hash.value
  }

  private func hash(_ entry: ScopeEntry) -> UInt64 {
    var hash = WordHash()
    hash.combine(UInt64(entry.name) << 32 | UInt64(entry.version))
    hash.combine(UInt64(entry.droppedAttributesCount) << 32 | UInt64(entry.schemaURL))
    combine(entry.attributes, into: &hash)
    return hash.value
  }

  private func combine(_ list: AttributeList, into hash: inout WordHash) {
    hash.combine(UInt64(list.shape))
    for payload in payloads[payloadRange(of: list)] { hash.combine(payload) }
  }

  private func isEqual(_ left: ResourceEntry, _ right: ResourceEntry) -> Bool {
    left.serviceName == right.serviceName && left.schemaURL == right.schemaURL
      && left.droppedAttributesCount == right.droppedAttributesCount
      && left.entityReferences == right.entityReferences && isEqual(left.attributes, right.attributes)
  }

  private func isEqual(_ left: ScopeEntry, _ right: ScopeEntry) -> Bool {
    left.name == right.name && left.version == right.version && left.schemaURL == right.schemaURL
      && left.droppedAttributesCount == right.droppedAttributesCount && isEqual(left.attributes, right.attributes)
  }

  /// Equal payloads mean equal values, because texts are interned.
  private func isEqual(_ left: AttributeList, _ right: AttributeList) -> Bool {
    left.shape == right.shape && payloads[payloadRange(of: left)] == payloads[payloadRange(of: right)]
  }

  /// The service name that a resource's attributes give; the last `service.name` with a text wins.
  package mutating func serviceName(in list: AttributeList) -> StringCode {
    let slots = shapes.bounds(of: list.shape)
    var found: StringCode?
    for (offset, slot) in shapes.slots[slots].enumerated()
    where slot.kind == .string && strings[slot.key].elementsEqual("service.name".utf8) {
      found = StringCode(truncatingIfNeeded: payloads[Int(list.firstPayload) + offset])
    }
    if let found, found != 0 { return found }
    return strings.intern(Resource.unknownServiceName)
  }
}
