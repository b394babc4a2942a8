import TelemetryModel

/// Writes and reads the tables of a metric batch: everything but its points.
///
///     strings     varint count, varint length of each, the bytes of all     (code 0, the empty text, is not stored)
///     shapes      varint count; each: varint slots; per slot varint key code, 1 byte kind      (nor is shape 0)
///     resources   varint count; each: service name, dropped attributes, schema URL (varints), attribute list,
///                 varint entity references; each: schema URL, type, ID keys, description keys
///     scopes      varint count; each: name, version, dropped attributes, schema URL (varints), attribute list
///     bounds      varint count; each: varint count, 8 bytes a bound                    (nor is the empty list 0)
///     metrics     varint count; each: name, description, unit, resource, scope (varints), 1 byte type,
///                 1 byte temporality + 128 if monotonic, attribute list of the metadata
///     series      varint count; each: varint metric, attribute list
///
/// An attribute list is a varint shape and its payloads: codes as varints, Booleans as a varint, integers as zigzags,
/// doubles as 8 bytes, empty values as nothing.
enum MetricTables {
  static func write(_ batch: borrowing MetricBatch, to writer: inout ByteWriter) {
    writer.varint(batch.strings.count - 1)
    for code in 1..<StringCode(max(1, batch.strings.count)) { writer.varint(batch.strings.byteCount(of: code)) }
    writer.append(batch.strings.arena)
    writer.varint(batch.shapes.count - 1)
    for shape in 1..<ShapeCode(max(1, batch.shapes.count)) {
      writer.varint(batch.shapes.slotCount(of: shape))
      for slot in batch.shapes[shape] {
        writer.varint(slot.key)
        writer.byte(slot.kind.rawValue)
      }
    }
    writer.varint(batch.resources.count)
    for resource in batch.resources { writer.resource(resource, in: batch) }
    writer.varint(batch.scopes.count)
    for scope in batch.scopes {
      writer.varint(scope.name)
      writer.varint(scope.version)
      writer.varint(scope.droppedAttributesCount)
      writer.varint(scope.schemaURL)
      writer.list(scope.attributes, in: batch)
    }
    writer.varint(batch.bounds.count - 1)
    for code in 1..<BoundsCode(max(1, batch.bounds.count)) {
      writer.varint(batch.bounds.range(of: code).count)
      for bound in batch.bounds[code] { writer.fixed64(bound.bitPattern) }
    }
    writer.varint(batch.metrics.count)
    for metric in batch.metrics { writer.metric(metric, in: batch) }
    writer.varint(batch.series.count)
    for series in batch.series {
      writer.varint(series.metric)
      writer.list(series.attributes, in: batch)
    }
  }

  /// A batch without rows. Every reference is checked.
  static func read(_ reader: inout ByteReader) throws(ByteReaderError) -> MetricBatch {
    var batch = MetricBatch()
    batch.strings = try reader.strings()
    batch.shapes = try reader.shapes(stringCount: batch.strings.count)
    for _ in 0..<(try reader.count()) { batch.resources.append(try reader.resource(of: &batch)) }
    for _ in 0..<(try reader.count()) { batch.scopes.append(try reader.scope(of: &batch)) }
    for number in 0..<(try reader.count()) {
      var list: [Double] = []
      for _ in 0..<(try reader.count()) { list.append(Double(bitPattern: try reader.fixed64())) }
      guard batch.bounds.intern(list[...]) == BoundsCode(number + 1) else {
        throw ByteReaderError(byteOffset: reader.offset, reason: "a list of bounds is there twice")
      }
    }
    for _ in 0..<(try reader.count()) { batch.metrics.append(try reader.metric(of: &batch)) }
    for _ in 0..<(try reader.count()) {
      let metric = UInt32(try reader.index(below: batch.metrics.count))
      batch.series.append(SeriesEntry(metric: metric, attributes: try reader.list(of: &batch)))
    }
    return batch
  }
}

// MARK: Writing

extension ByteWriter {
  fileprivate mutating func resource(_ resource: ResourceEntry, in batch: borrowing MetricBatch) {
    varint(resource.serviceName)
    varint(resource.droppedAttributesCount)
    varint(resource.schemaURL)
    list(resource.attributes, in: batch)
    varint(resource.entityReferences.count)
    for reference in resource.entityReferences {
      text(reference.schemaURL)
      text(reference.type)
      for keys in [reference.idKeys, reference.descriptionKeys] {
        varint(keys.count)
        for key in keys { text(key) }
      }
    }
  }

  fileprivate mutating func metric(_ metric: MetricEntry, in batch: borrowing MetricBatch) {
    varint(metric.name)
    varint(metric.description)
    varint(metric.unit)
    varint(metric.resource)
    varint(metric.scope)
    byte(metric.type.rawValue)
    byte(metric.temporality.rawValue | (metric.isMonotonic ? 0x80 : 0))
    list(metric.metadata, in: batch)
  }

  fileprivate mutating func list(_ list: AttributeList, in batch: borrowing MetricBatch) {
    varint(list.shape)
    for (slot, payload) in zip(batch.shapes[list.shape], batch.payloads[batch.payloadRange(of: list)]) {
      switch slot.kind {
      case .empty: break
      case .string, .bytes, .composite, .bool: varint(payload)
      case .int: zigzag(Int64(bitPattern: payload))
      case .double: fixed64(payload)
      }
    }
  }

  private mutating func text(_ text: String) {
    varint(text.utf8.count)
    append(text.utf8)
  }
}

// MARK: Reading

extension ByteReader {
  fileprivate mutating func strings() throws(ByteReaderError) -> StringTable {
    let count = try count()
    var ends: [UInt32] = [0]
    ends.reserveCapacity(count + 1)
    var end: UInt64 = 0
    for _ in 0..<count {
      end += UInt64(try varint32())
      guard end <= UInt64(remaining) else { throw truncated() }
      ends.append(UInt32(end))
    }
    return StringTable(arena: try bytes(Int(end)), ends: ends)
  }

  fileprivate mutating func shapes(stringCount: Int) throws(ByteReaderError) -> AttributeShapeTable {
    var slots: [AttributeSlot] = []
    var ends: [UInt32] = [0]
    for _ in 0..<(try count()) {
      for _ in 0..<(try count()) {
        let key = StringCode(try index(below: stringCount))
        guard let kind = AttributeKind(rawValue: try byte()) else {
          throw ByteReaderError(byteOffset: offset, reason: "an attribute kind is not known")
        }
        slots.append(AttributeSlot(key: key, kind: kind))
      }
      ends.append(UInt32(slots.count))
    }
    return AttributeShapeTable(slots: slots, ends: ends)
  }

  fileprivate mutating func resource(of batch: inout MetricBatch) throws(ByteReaderError) -> ResourceEntry {
    let serviceName = try code(of: batch)
    let dropped = try varint32()
    let schemaURL = try code(of: batch)
    let attributes = try list(of: &batch)
    var references: [EntityReference] = []
    for _ in 0..<(try count()) {
      references.append(
        EntityReference(
          schemaURL: try text(), type: try text(), idKeys: try texts(), descriptionKeys: try texts()))
    }
    return ResourceEntry(
      attributes: attributes, droppedAttributesCount: dropped, schemaURL: schemaURL, entityReferences: references,
      serviceName: serviceName)
  }

  fileprivate mutating func scope(of batch: inout MetricBatch) throws(ByteReaderError) -> ScopeEntry {
    let name = try code(of: batch)
    let version = try code(of: batch)
    let dropped = try varint32()
    let schemaURL = try code(of: batch)
    return ScopeEntry(
      name: name, version: version, attributes: try list(of: &batch), droppedAttributesCount: dropped,
      schemaURL: schemaURL)
  }

  fileprivate mutating func metric(of batch: inout MetricBatch) throws(ByteReaderError) -> MetricEntry {
    let name = try code(of: batch)
    let description = try code(of: batch)
    let unit = try code(of: batch)
    let resource = UInt32(try index(below: batch.resources.count))
    let scope = UInt32(try index(below: batch.scopes.count))
    let type = MetricType(rawValue: try byte())
    let marks = try byte()
    guard let type, let temporality = AggregationTemporality(rawValue: marks & 0x7F) else {
      throw ByteReaderError(byteOffset: offset, reason: "a metric's type or temporality is not known")
    }
    return MetricEntry(
      name: name, description: description, unit: unit, type: type, temporality: temporality,
      isMonotonic: marks & 0x80 != 0, metadata: try list(of: &batch), resource: resource, scope: scope)
  }

  fileprivate mutating func list(of batch: inout MetricBatch) throws(ByteReaderError) -> AttributeList {
    let shape = ShapeCode(try index(below: batch.shapes.count))
    if shape == 0 { return .empty }
    let first = UInt32(batch.payloads.count)
    for place in batch.shapes.bounds(of: shape) {
      switch batch.shapes.slots[place].kind {
      case .empty: batch.payloads.append(0)
      case .string, .bytes, .composite: batch.payloads.append(UInt64(try code(of: batch)))
      case .bool: batch.payloads.append(try varint())
      case .int: batch.payloads.append(UInt64(bitPattern: try zigzag()))
      case .double: batch.payloads.append(try fixed64())
      }
    }
    return AttributeList(shape: shape, firstPayload: first)
  }

  private mutating func code(of batch: borrowing MetricBatch) throws(ByteReaderError) -> StringCode {
    StringCode(try index(below: batch.strings.count))
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
