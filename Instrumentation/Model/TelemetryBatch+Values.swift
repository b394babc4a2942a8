// Attributes, resources and scopes as values, and back: for tests, analyses and people.

extension TelemetryBatch {
  package func resource(at index: Int) -> Resource {
    let entry = resources[index]
    return Resource(
      attributes: attributes(in: entry.attributes), droppedAttributesCount: entry.droppedAttributesCount,
      schemaURL: strings.text(entry.schemaURL), entityReferences: entry.entityReferences)
  }

  package func scope(at index: Int) -> InstrumentationScope {
    let entry = scopes[index]
    return InstrumentationScope(
      name: strings.text(entry.name), version: strings.text(entry.version),
      attributes: attributes(in: entry.attributes), droppedAttributesCount: entry.droppedAttributesCount,
      schemaURL: strings.text(entry.schemaURL))
  }

  package func attributes(in list: AttributeList) -> [Attribute] {
    zip(shapes[list.shape], payloads[payloadRange(of: list)]).map { slot, payload in
      Attribute(strings.text(slot.key), value(of: slot.kind, payload))
    }
  }

  package func value(of kind: AttributeKind, _ payload: UInt64) -> AttributeValue {
    let code = StringCode(truncatingIfNeeded: payload)
    return switch kind {
    case .empty: .empty
    case .string: .string(strings.text(code))
    case .bool: .bool(payload != 0)
    case .int: .int(Int64(bitPattern: payload))
    case .double: .double(Double(bitPattern: payload))
    case .bytes: .bytes(Array(strings[code]))
    case .composite: CompositeValue.decode(strings[code])
    }
  }
}

extension TelemetryBatch {
  /// Adds a resource unless an equal one is there; returns its index.
  mutating func append(_ resource: Resource) -> UInt32 {
    let list = appendAttributes(resource.attributes)
    let entry = ResourceEntry(
      attributes: list, droppedAttributesCount: resource.droppedAttributesCount,
      schemaURL: strings.intern(resource.schemaURL), entityReferences: resource.entityReferences,
      serviceName: serviceName(in: list))
    return intern(entry)
  }

  /// Adds a scope unless an equal one is there; returns its index.
  mutating func append(_ scope: InstrumentationScope) -> UInt32 {
    let entry = ScopeEntry(
      name: strings.intern(scope.name), version: strings.intern(scope.version),
      attributes: appendAttributes(scope.attributes), droppedAttributesCount: scope.droppedAttributesCount,
      schemaURL: strings.intern(scope.schemaURL))
    return intern(entry)
  }

  /// Adds the payloads of a list; the list is not yet anybody's.
  package mutating func appendAttributes(_ list: [Attribute]) -> AttributeList {
    var slots: [AttributeSlot] = []
    let firstPayload = UInt32(payloads.count)
    for attribute in list {
      let (kind, payload) = encode(attribute.value)
      slots.append(AttributeSlot(key: strings.intern(attribute.key), kind: kind))
      payloads.append(payload)
    }
    return slots.isEmpty ? .empty : AttributeList(shape: shapes.intern(slots), firstPayload: firstPayload)
  }

  /// The kind and payload of a value; its texts enter the string table.
  mutating func encode(_ value: AttributeValue) -> (AttributeKind, UInt64) {
    switch value {
    case .empty: (.empty, 0)
    case .string(let text): (.string, UInt64(strings.intern(text)))
    case .bool(let flag): (.bool, flag ? 1 : 0)
    case .int(let number): (.int, UInt64(bitPattern: number))
    case .double(let number): (.double, number.bitPattern)
    case .bytes(let bytes): (.bytes, UInt64(strings.intern(bytes[...])))
    case .array, .keyValueList: (.composite, UInt64(strings.intern(CompositeValue.encode(value)[...])))
    }
  }
}
