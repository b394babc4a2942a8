import TelemetryModel

extension ProtobufField {
  /// Reads a `Resource` into a draft.
  static func resource(
    _ bytes: Bytes, _ position: inout Int, _ end: Int, into draft: inout ResourceDraft, _ strings: inout StringTable,
    _ composite: inout CompositeValue.Writer, _ budget: inout MemoryBudget
  ) throws(OTLPDecodeError) {
    while position < end {
      let tag = try ProtobufWire.varint(bytes, &position, end)
      switch tag {
      case 0x0A: try attribute(bytes, &position, end, into: &draft.attributes, &strings, &composite)
      case 0x10: draft.droppedAttributesCount = try count(bytes, &position, end)
      case 0x1A:  // entity_refs
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        try draft.entityReferences.append(entityReference(bytes, &position, end, &budget))
      default: try ProtobufWire.skip(tag, bytes, &position, end)
      }
    }
  }

  private static func entityReference(
    _ bytes: Bytes, _ position: inout Int, _ end: Int, _ budget: inout MemoryBudget
  ) throws(OTLPDecodeError) -> EntityReference {
    var reference = EntityReference()
    try budget.charge(MemoryLayout<EntityReference>.stride, at: position)
    while position < end {
      let tag = try ProtobufWire.varint(bytes, &position, end)
      switch tag {
      case 0x0A: reference.schemaURL = try string(bytes, &position, end, &budget)
      case 0x12: reference.type = try string(bytes, &position, end, &budget)
      case 0x1A: try reference.idKeys.append(string(bytes, &position, end, &budget))
      case 0x22: try reference.descriptionKeys.append(string(bytes, &position, end, &budget))
      default: try ProtobufWire.skip(tag, bytes, &position, end)
      }
    }
    return reference
  }

  private static func string(
    _ bytes: Bytes, _ position: inout Int, _ end: Int, _ budget: inout MemoryBudget
  ) throws(OTLPDecodeError) -> String {
    let end = try ProtobufWire.contentEnd(bytes, &position, end)
    try budget.charge(MemoryLayout<String>.stride, at: position)
    defer { position = end }
    return bytes.text(position..<end)
  }

  /// Reads an `InstrumentationScope` into a draft.
  static func scope(
    _ bytes: Bytes, _ position: inout Int, _ end: Int, into draft: inout ScopeDraft, _ strings: inout StringTable,
    _ composite: inout CompositeValue.Writer
  ) throws(OTLPDecodeError) {
    while position < end {
      let tag = try ProtobufWire.varint(bytes, &position, end)
      switch tag {
      case 0x0A: draft.name = try text(bytes, &position, end, into: &strings)
      case 0x12: draft.version = try text(bytes, &position, end, into: &strings)
      case 0x1A: try attribute(bytes, &position, end, into: &draft.attributes, &strings, &composite)
      case 0x20: draft.droppedAttributesCount = try count(bytes, &position, end)
      default: try ProtobufWire.skip(tag, bytes, &position, end)
      }
    }
  }
}
