import TelemetryModel

/// Everything about a log record that others of its kind share: one entry per distinct combination.
struct LogForm: Equatable {
  /// Which of the fields that differ from record to record are set.
  struct Presence: OptionSet {
    let rawValue: UInt8

    static let time = Presence(rawValue: 1)
    static let observedTime = Presence(rawValue: 2)
    static let traceID = Presence(rawValue: 4)
    static let spanID = Presence(rawValue: 8)
    /// Level 1 only: the body is a template, whose slots are stored elsewhere.
    static let template = Presence(rawValue: 16)
    static let levelZero: Presence = [.time, .observedTime, .traceID, .spanID]
    static let levelOne: Presence = levelZero.union(.template)
  }

  var resource: UInt32
  var scope: UInt32
  var severityNumber: SeverityNumber
  var severityText: StringCode
  var bodyKind: AttributeKind
  var shape: ShapeCode
  var droppedAttributesCount: UInt32
  var flags: UInt32
  var eventName: StringCode
  var presence: Presence

  init(_ batch: borrowing LogBatch, row: Int) {
    resource = batch.resourceIndexes[row]
    scope = batch.scopeIndexes[row]
    severityNumber = batch.severityNumbers[row]
    severityText = batch.severityTexts[row]
    bodyKind = batch.bodyKinds[row]
    shape = batch.attributes[row].shape
    droppedAttributesCount = batch.droppedAttributesCounts[row]
    flags = batch.flags[row]
    eventName = batch.eventNames[row]
    presence = []
    if batch.times[row].nanoseconds != 0 { presence.insert(.time) }
    if batch.observedTimes[row].nanoseconds != 0 { presence.insert(.observedTime) }
    if batch.traceIDs[row].isValid { presence.insert(.traceID) }
    if batch.spanIDs[row].isValid { presence.insert(.spanID) }
  }

  var hash: UInt64 {
    var hash = WordHash()
    hash.combine(UInt64(resource) << 32 | UInt64(scope))
    hash.combine(UInt64(UInt32(bitPattern: severityNumber.rawValue)) << 32 | UInt64(severityText))
    hash.combine(UInt64(shape) << 32 | UInt64(eventName))
    hash.combine(UInt64(droppedAttributesCount) << 32 | UInt64(flags))
    hash.combine(UInt64(bodyKind.rawValue) << 8 | UInt64(presence.rawValue))
    return hash.value
  }
}

// MARK: Bytes

extension LogForm {
  func write(to writer: inout ByteWriter) {
    writer.varint(resource)
    writer.varint(scope)
    writer.zigzag(Int64(severityNumber.rawValue))
    writer.varint(severityText)
    writer.byte(bodyKind.rawValue)
    writer.varint(shape)
    writer.varint(droppedAttributesCount)
    writer.varint(flags)
    writer.varint(eventName)
    writer.byte(presence.rawValue)
  }

  init(
    _ reader: inout ByteReader, tablesOf batch: borrowing LogBatch, allowed: Presence
  ) throws(ByteReaderError) {
    resource = UInt32(try reader.index(below: batch.resources.count))
    scope = UInt32(try reader.index(below: batch.scopes.count))
    severityNumber = SeverityNumber(rawValue: Int32(truncatingIfNeeded: try reader.zigzag()))
    severityText = StringCode(try reader.index(below: batch.strings.count))
    guard let kind = AttributeKind(rawValue: try reader.byte()) else {
      throw ByteReaderError(byteOffset: reader.offset, reason: "the kind of a body is not known")
    }
    bodyKind = kind
    shape = ShapeCode(try reader.index(below: batch.shapes.count))
    droppedAttributesCount = try reader.varint32()
    flags = try reader.varint32()
    eventName = StringCode(try reader.index(below: batch.strings.count))
    presence = Presence(rawValue: try reader.byte())
    guard allowed.contains(presence), bodyKind == .string || !presence.contains(.template) else {
      throw ByteReaderError(byteOffset: reader.offset, reason: "a record has fields that are not known")
    }
  }
}

/// The form and the trace of every row of a batch, as numbers into tables of the distinct ones.
struct LogRowTables {
  private(set) var forms: [LogForm] = []
  private(set) var formOfRow: [UInt32] = []
  /// The distinct valid trace IDs, in the order of their first record.
  private(set) var traceIDs: [TraceID] = []
  /// By row; meaningless for a row without trace ID.
  private(set) var traceOfRow: [UInt32] = []

  /// - Parameter isTemplate: by row, whether the body is a template; empty when none is.
  init(_ batch: borrowing LogBatch, isTemplate: [Bool] = []) {
    formOfRow.reserveCapacity(batch.count)
    traceOfRow.reserveCapacity(batch.count)
    var formIndex = HashIndex(capacity: 64)
    var traceIndex = HashIndex(capacity: batch.count / 8)
    for row in 0..<batch.count {
      var entry = LogForm(batch, row: row)
      if !isTemplate.isEmpty, isTemplate[row] { entry.presence.insert(.template) }
      let form = formIndex.find(entry.hash, orInsert: forms.count) { forms[$0] == entry }
      if form == nil { forms.append(entry) }
      formOfRow.append(UInt32(form ?? forms.count - 1))
      traceOfRow.append(trace(of: batch.traceIDs[row], &traceIndex))
    }
  }

  private mutating func trace(of id: TraceID, _ index: inout HashIndex) -> UInt32 {
    guard id.isValid else { return 0 }
    var hash = WordHash()
    hash.combine(id.high)
    hash.combine(id.low)
    let trace = index.find(hash.value, orInsert: traceIDs.count) { traceIDs[$0] == id }
    if let trace { return UInt32(trace) }
    traceIDs.append(id)
    return UInt32(traceIDs.count - 1)
  }
}
