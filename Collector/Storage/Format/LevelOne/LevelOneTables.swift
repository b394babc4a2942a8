import TelemetryModel

/// The tables of a segment, read back: the inverse of what `CoreWriter` writes to the "tables" stream.
struct LevelOneTables: Sendable {
  private(set) var spanCount = 0
  private(set) var traceCount = 0
  private(set) var eventCount = 0
  private(set) var linkCount = 0

  /// A batch without rows: the dictionary, shapes, resources and scopes.
  private(set) var batch = SpanBatch()
  /// The key number of every slot of `batch.shapes`.
  private(set) var slotKeys: [Int32] = []
  private(set) var keyCount = 0
  /// How many of the keys, the first ones, spans, events or links have.
  private(set) var columnKeyCount = 0
  /// The dictionary code of every key beyond the extras.
  private(set) var keyTexts: [StringCode] = []
  /// The forms, as in `FormTable`; texts, shapes and scopes are codes of `batch`.
  private(set) var forms: [ItemForm] = []
  /// Per category, where its forms start (one more entry for the end) and how many have columns of their own.
  private(set) var formStarts: [Int] = [0]
  private(set) var ownCounts: [Int] = []

  init(_ reader: inout ByteReader, dictionary: StringTable) throws(ByteReaderError) {
    batch.strings = dictionary
    spanCount = try count(&reader)
    traceCount = try count(&reader)
    eventCount = try count(&reader)
    linkCount = try count(&reader)
    columnKeyCount = try count(&reader)
    keyCount = ItemForm.Extras.columns.count
    for _ in 0..<(try reader.count()) {
      keyTexts.append(try text(&reader))
      keyCount += 1
    }
    try readShapes(&reader)
    for _ in 0..<(try reader.count()) { batch.resources.append(try resource(&reader)) }
    for _ in 0..<(try reader.count()) { batch.scopes.append(try scope(&reader)) }
    for category in [ItemForm.Category.span, .event, .link] {
      let count = try reader.count()
      ownCounts.append(try reader.index(below: count + 1))
      for _ in 0..<count { forms.append(try form(category, &reader)) }
      formStarts.append(forms.count)
    }
    guard reader.remaining == 0 else {
      throw ByteReaderError(byteOffset: reader.offset, reason: "bytes are left over behind the tables")
    }
    guard (ItemForm.Extras.columns.count...keyCount).contains(columnKeyCount),
      forms.allSatisfy({ batch.shapes.bounds(of: $0.shape).allSatisfy { slotKeys[$0] < columnKeyCount } })
    else { throw ByteReaderError(byteOffset: reader.offset, reason: "a form has a key without columns") }
  }

  func range(of category: ItemForm.Category) -> Range<Int> {
    formStarts[Int(category.rawValue)]..<formStarts[Int(category.rawValue) + 1]
  }

  func isShared(_ form: Int) -> Bool {
    let category = Int(forms[form].category.rawValue)
    return form - formStarts[category] >= ownCounts[category]
  }

  var timeLayout: TimeLayout {
    TimeLayout(ownSpanForms: ownCounts[0], ownEventForms: ownCounts[1], firstEventForm: formStarts[1])
  }

  /// The columns that a form has: its attributes in order, then its extras.
  func columns(of form: ItemForm) -> [ColumnLayout.Column] {
    var list = batch.shapes.bounds(of: form.shape).map { place in
      ColumnLayout.Column(key: slotKeys[place], kind: batch.shapes.slots[place].kind)
    }
    for (key, column) in ItemForm.Extras.columns.enumerated() where form.extras.contains(column.extra) {
      list.append(ColumnLayout.Column(key: Int32(key), kind: column.kind))
    }
    return list
  }

  // MARK: Reading

  /// A number of things of which there are fewer than bytes in a segment.
  private func count(_ reader: inout ByteReader) throws(ByteReaderError) -> Int {
    try reader.index(below: SegmentLimits.inflatedByteCount)
  }

  private func text(_ reader: inout ByteReader) throws(ByteReaderError) -> StringCode {
    StringCode(try reader.index(below: batch.strings.count))
  }

  private mutating func readShapes(_ reader: inout ByteReader) throws(ByteReaderError) {
    var slots: [AttributeSlot] = []
    var ends: [UInt32] = [0]
    for _ in 0..<(try reader.count()) {
      for _ in 0..<(try reader.count()) {
        let key = try reader.index(below: keyCount)
        guard key >= ItemForm.Extras.columns.count, let kind = AttributeKind(rawValue: try reader.byte()) else {
          throw ByteReaderError(byteOffset: reader.offset, reason: "an attribute has no key or no known kind")
        }
        slots.append(AttributeSlot(key: keyTexts[key - ItemForm.Extras.columns.count], kind: kind))
        slotKeys.append(Int32(key))
      }
      ends.append(UInt32(slots.count))
    }
    batch.shapes = AttributeShapeTable(slots: slots, ends: ends)
  }

  private mutating func resource(_ reader: inout ByteReader) throws(ByteReaderError) -> ResourceEntry {
    let serviceName = try text(&reader)
    let dropped = try reader.varint32()
    let schemaURL = try text(&reader)
    let attributes = try list(&reader)
    var references: [EntityReference] = []
    for _ in 0..<(try reader.count()) {
      references.append(
        EntityReference(
          schemaURL: try reader.text(), type: try reader.text(), idKeys: try reader.texts(),
          descriptionKeys: try reader.texts()))
    }
    return ResourceEntry(
      attributes: attributes, droppedAttributesCount: dropped, schemaURL: schemaURL, entityReferences: references,
      serviceName: serviceName)
  }

  private mutating func scope(_ reader: inout ByteReader) throws(ByteReaderError) -> ScopeEntry {
    let name = try text(&reader)
    let version = try text(&reader)
    let dropped = try reader.varint32()
    let schemaURL = try text(&reader)
    return ScopeEntry(
      name: name, version: version, attributes: try list(&reader), droppedAttributesCount: dropped,
      schemaURL: schemaURL)
  }

  private mutating func list(_ reader: inout ByteReader) throws(ByteReaderError) -> AttributeList {
    let shape = ShapeCode(try reader.index(below: batch.shapes.count))
    if shape == 0 { return .empty }
    let first = UInt32(batch.payloads.count)
    for place in batch.shapes.bounds(of: shape) {
      switch batch.shapes.slots[place].kind {
      case .empty: batch.payloads.append(0)
      case .string, .bytes, .composite: batch.payloads.append(UInt64(try text(&reader)))
      case .bool: batch.payloads.append(try reader.varint())
      case .int: batch.payloads.append(UInt64(bitPattern: try reader.zigzag()))
      case .double: batch.payloads.append(try reader.fixed64())
      }
    }
    return AttributeList(shape: shape, firstPayload: first)
  }

  private func form(
    _ category: ItemForm.Category, _ reader: inout ByteReader
  ) throws(ByteReaderError) -> ItemForm {
    let name = try text(&reader)
    let shape = ShapeCode(try reader.index(below: batch.shapes.count))
    var form = ItemForm(category: category, name: name, shape: shape)
    switch category {
    case .span:
      form.service = try text(&reader)
      form.scope = UInt32(try reader.index(below: batch.scopes.count))
      form.kind = Int32(truncatingIfNeeded: try reader.zigzag())
      form.statusCode = Int32(truncatingIfNeeded: try reader.zigzag())
      form.flags = try reader.varint32()
      form.extras = ItemForm.Extras(rawValue: try reader.byte())
    case .event:
      form.dropped = try reader.varint32()
    case .link:
      form.dropped = try reader.varint32()
      form.flags = try reader.varint32()
    }
    return form
  }
}

extension ByteReader {
  fileprivate mutating func text() throws(ByteReaderError) -> String {
    String(decoding: try bytes(try count()), as: UTF8.self)
  }

  fileprivate mutating func texts() throws(ByteReaderError) -> [String] {
    var list: [String] = []
    for _ in 0..<(try count()) { list.append(try text()) }
    return list
  }
}
