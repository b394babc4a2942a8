import TelemetryModel

extension ByteReader {
  /// Reads what `ByteWriter.tables(of:)` wrote into an empty batch.
  mutating func tables(into batch: inout some TelemetryBatch) throws(ByteReaderError) {
    try strings(into: &batch)
    try shapes(into: &batch)
    try resources(into: &batch)
    try scopes(into: &batch)
  }

  private mutating func strings(into batch: inout some TelemetryBatch) throws(ByteReaderError) {
    let entryCount = try count()
    var ends: [UInt32] = [0]
    ends.reserveCapacity(entryCount + 1)
    var end: UInt64 = 0
    for _ in 0..<entryCount {
      end += UInt64(try varint32())
      guard end <= UInt64(remaining) else { throw truncated() }
      ends.append(UInt32(end))
    }
    batch.strings = StringTable(arena: try bytes(Int(end)), ends: ends)
  }

  private mutating func shapes(into batch: inout some TelemetryBatch) throws(ByteReaderError) {
    let entryCount = try count()
    let textCount = batch.strings.count
    var slots: [AttributeSlot] = []
    var ends: [UInt32] = [0]
    for _ in 0..<entryCount {
      for _ in 0..<(try count()) {
        let key = StringCode(try index(below: textCount))
        guard let kind = AttributeKind(rawValue: try byte()) else {
          throw ByteReaderError(byteOffset: offset, reason: "an attribute kind is not known")
        }
        slots.append(AttributeSlot(key: key, kind: kind))
      }
      ends.append(UInt32(slots.count))
    }
    batch.shapes = AttributeShapeTable(slots: slots, ends: ends)
  }

  private mutating func resources(into batch: inout some TelemetryBatch) throws(ByteReaderError) {
    let textCount = batch.strings.count
    let shapes = batch.shapes
    for _ in 0..<(try count()) {
      let serviceName = try code(below: textCount)
      let dropped = try varint32()
      let schemaURL = try code(below: textCount)
      let attributes = try list(shapes, textCount: textCount, into: &batch.payloads)
      var references: [EntityReference] = []
      for _ in 0..<(try count()) {
        references.append(
          EntityReference(
            schemaURL: try text(), type: try text(), idKeys: try texts(),
            descriptionKeys: try texts()))
      }
      batch.resources.append(
        ResourceEntry(
          attributes: attributes, droppedAttributesCount: dropped, schemaURL: schemaURL,
          entityReferences: references, serviceName: serviceName))
    }
  }

  private mutating func scopes(into batch: inout some TelemetryBatch) throws(ByteReaderError) {
    let textCount = batch.strings.count
    let shapes = batch.shapes
    for _ in 0..<(try count()) {
      let name = try code(below: textCount)
      let version = try code(below: textCount)
      let dropped = try varint32()
      let schemaURL = try code(below: textCount)
      let attributes = try list(shapes, textCount: textCount, into: &batch.payloads)
      batch.scopes.append(
        ScopeEntry(
          name: name, version: version, attributes: attributes, droppedAttributesCount: dropped, schemaURL: schemaURL))
    }
  }

  private mutating func list(
    _ shapes: borrowing AttributeShapeTable, textCount: Int, into payloads: inout [UInt64]
  ) throws(ByteReaderError) -> AttributeList {
    var codes = StringCodeStream()
    let shape = ShapeCode(try index(below: shapes.count))
    return try self.payloads(of: shape, shapes, textCount: textCount, into: &payloads, &codes)
  }

  @inline(__always)
  mutating func payloads(
    of shape: ShapeCode, into batch: inout some TelemetryBatch, _ codes: inout StringCodeStream
  ) throws(ByteReaderError) -> AttributeList {
    try payloads(of: shape, batch.shapes, textCount: batch.strings.count, into: &batch.payloads, &codes)
  }

  /// The same for batches of a known type, whose tables the caller has at hand: asking a batch for them through the
  /// protocol counts references, more than all the rest takes.
  @inline(__always)
  mutating func payloads(
    of shape: ShapeCode, _ shapes: borrowing AttributeShapeTable, textCount: Int, into payloads: inout [UInt64],
    _ codes: inout StringCodeStream
  ) throws(ByteReaderError) -> AttributeList {
    if shape == 0 { return .empty }
    let first = UInt32(payloads.count)
    for slot in shapes.bounds(of: shape) {
      payloads.append(try payload(of: shapes.slots[slot].kind, textCount: textCount, &codes))
    }
    return AttributeList(shape: shape, firstPayload: first)
  }

  /// One payload, whose code, if it is one, lies below `textCount`.
  @inline(__always)
  mutating func payload(
    of kind: AttributeKind, textCount: Int, _ codes: inout StringCodeStream
  ) throws(ByteReaderError) -> UInt64 {
    switch kind {
    case .empty: return 0
    case .string, .bytes, .composite:
      guard let code = codes.code(of: try varint(), count: textCount) else {
        throw ByteReaderError(byteOffset: offset, reason: "a text code refers past its table")
      }
      return UInt64(code)
    case .bool: return UInt64(try byte())
    case .int: return UInt64(bitPattern: try zigzag())
    case .double: return try fixed64()
    }
  }

  private mutating func code(below textCount: Int) throws(ByteReaderError) -> StringCode {
    StringCode(try index(below: textCount))
  }

  private mutating func text() throws(ByteReaderError) -> String {
    String(decoding: try bytes(try count()), as: UTF8.self)
  }

  private mutating func texts() throws(ByteReaderError) -> [String] {
    var list: [String] = []
    for _ in 0..<(try count()) { list.append(try text()) }
    return list
  }
}
