import TelemetryModel

extension JSONReader {
  /// Reads a `Resource` into a draft, in place of what it held.
  mutating func resource(
    _ bytes: Bytes, into draft: inout ResourceDraft, _ strings: inout StringTable,
    _ composite: inout CompositeValue.Writer, _ budget: inout MemoryBudget
  ) throws(OTLPDecodeError) {
    draft.removeResource()
    guard try beginObject(bytes) else { return }
    while let key = try nextKey(bytes) {
      if self.key(key, is: "attributes", bytes) {
        try attributes(bytes, into: &draft.attributes, &strings, &composite)
      } else if self.key(key, is: "droppedAttributesCount", bytes) {
        draft.droppedAttributesCount = try uint32(bytes)
      } else if self.key(key, is: "entityRefs", bytes) {
        draft.entityReferences = []
        guard try beginArray(bytes) else { continue }
        while try nextElement(bytes) { draft.entityReferences.append(try entityReference(bytes, &budget)) }
      } else {
        try skipValue(bytes)
      }
    }
  }

  private mutating func entityReference(
    _ bytes: Bytes, _ budget: inout MemoryBudget
  ) throws(OTLPDecodeError) -> EntityReference {
    var reference = EntityReference()
    try budget.charge(MemoryLayout<EntityReference>.stride, at: position)
    guard try beginObject(bytes) else { return reference }
    while let key = try nextKey(bytes) {
      if self.key(key, is: "schemaUrl", bytes) {
        reference.schemaURL = try string(bytes)
      } else if self.key(key, is: "type", bytes) {
        reference.type = try string(bytes)
      } else if self.key(key, is: "idKeys", bytes) {
        reference.idKeys = try texts(bytes, &budget)
      } else if self.key(key, is: "descriptionKeys", bytes) {
        reference.descriptionKeys = try texts(bytes, &budget)
      } else {
        try skipValue(bytes)
      }
    }
    return reference
  }

  private mutating func texts(_ bytes: Bytes, _ budget: inout MemoryBudget) throws(OTLPDecodeError) -> [String] {
    var texts: [String] = []
    guard try beginArray(bytes) else { return texts }
    while try nextElement(bytes) {
      try budget.charge(MemoryLayout<String>.stride, at: position)
      texts.append(try string(bytes))
    }
    return texts
  }

  /// Reads an `InstrumentationScope` into a draft, in place of what it held.
  mutating func scope(
    _ bytes: Bytes, into draft: inout ScopeDraft, _ strings: inout StringTable,
    _ composite: inout CompositeValue.Writer
  ) throws(OTLPDecodeError) {
    draft.removeScope()
    guard try beginObject(bytes) else { return }
    while let key = try nextKey(bytes) {
      if self.key(key, is: "name", bytes) {
        draft.name = try text(bytes, into: &strings)
      } else if self.key(key, is: "version", bytes) {
        draft.version = try text(bytes, into: &strings)
      } else if self.key(key, is: "attributes", bytes) {
        try attributes(bytes, into: &draft.attributes, &strings, &composite)
      } else if self.key(key, is: "droppedAttributesCount", bytes) {
        draft.droppedAttributesCount = try uint32(bytes)
      } else {
        try skipValue(bytes)
      }
    }
  }
}
