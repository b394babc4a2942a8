extension SpanBatch {
  /// How far back equal resources, scopes and details are looked for before a new entry is made.
  ///
  /// Senders repeat their latest ones; a full search would be quadratic in hostile input, and a missed match only
  /// costs a few bytes.
  private static let internWindow = 32

  /// The index of a resource, added when none of the latest equals it.
  package mutating func intern(_ entry: ResourceEntry) -> UInt32 {
    for index in resources.indices.suffix(Self.internWindow).reversed() where isEqual(resources[index], entry) {
      return UInt32(index)
    }
    resources.append(entry)
    return UInt32(resources.count - 1)
  }

  /// The index of a scope, added when none of the latest equals it.
  package mutating func intern(_ entry: ScopeEntry) -> UInt32 {
    for index in scopes.indices.suffix(Self.internWindow).reversed() where isEqual(scopes[index], entry) {
      return UInt32(index)
    }
    scopes.append(entry)
    return UInt32(scopes.count - 1)
  }

  /// The index of rare fields; 0 when nothing is set.
  package mutating func intern(_ entry: SpanDetails) -> UInt32 {
    if entry.isEmpty { return 0 }
    for index in details.indices.suffix(Self.internWindow).reversed() where details[index] == entry {
      return UInt32(index)
    }
    details.append(entry)
    return UInt32(details.count - 1)
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
