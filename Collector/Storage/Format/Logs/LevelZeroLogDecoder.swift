import TelemetryModel

/// Rebuilds a batch from the areas of a level-0 log segment, in the order in which `LevelZeroLogEncoder` writes them.
struct LevelZeroLogDecoder {
  private let head: LevelZeroLogHead
  private var batch = LogBatch()
  private var forms: [LogForm] = []

  init(_ head: LevelZeroLogHead) { self.head = head }

  /// - Parameter ids: the trace IDs and span IDs, stored outside the packed area.
  mutating func decode(_ reader: inout ByteReader, ids: inout ByteReader) throws(ByteReaderError) -> LogBatch {
    try reader.tables(into: &batch)
    for _ in 0..<(try reader.count()) { forms.append(try LogForm(&reader, tablesOf: batch, allowed: .levelZero)) }
    let rowForms = try readForms(&reader)
    try readIDs(&reader, &ids, rowForms)
    try readTimes(&reader, rowForms)
    var codes = StringCodeStream()
    for form in rowForms {
      let kind = forms[form].bodyKind
      batch.bodies.append(try reader.payload(of: kind, textCount: batch.strings.count, &codes))
    }
    codes = StringCodeStream()
    for form in rowForms {
      batch.attributes.append(try reader.payloads(of: forms[form].shape, into: &batch, &codes))
    }
    guard reader.remaining == 0, ids.remaining == 0 else {
      throw ByteReaderError(byteOffset: reader.offset, reason: "bytes are left over")
    }
    return batch
  }

  /// Returns the form of every row, and fills the columns that forms hold.
  private mutating func readForms(_ reader: inout ByteReader) throws(ByteReaderError) -> [Int] {
    guard head.recordCount <= reader.remaining else { throw reader.truncated() }
    var rowForms: [Int] = []
    rowForms.reserveCapacity(head.recordCount)
    batch.reserveRows(head.recordCount)
    for _ in 0..<head.recordCount {
      let number = try reader.index(below: forms.count)
      let form = forms[number]
      rowForms.append(number)
      batch.resourceIndexes.append(form.resource)
      batch.scopeIndexes.append(form.scope)
      batch.severityNumbers.append(form.severityNumber)
      batch.severityTexts.append(form.severityText)
      batch.bodyKinds.append(form.bodyKind)
      batch.droppedAttributesCounts.append(form.droppedAttributesCount)
      batch.flags.append(form.flags)
      batch.eventNames.append(form.eventName)
    }
    return rowForms
  }

  private mutating func readIDs(
    _ reader: inout ByteReader, _ ids: inout ByteReader, _ rowForms: [Int]
  ) throws(ByteReaderError) {
    var traceIDs: [TraceID] = []
    traceIDs.reserveCapacity(head.traceCount)
    for _ in 0..<head.traceCount { traceIDs.append(TraceID(high: try ids.bigEndian(), low: try ids.bigEndian())) }
    for form in rowForms {
      let hasTrace = forms[form].presence.contains(.traceID)
      batch.traceIDs.append(hasTrace ? traceIDs[try reader.index(below: traceIDs.count)] : .invalid)
    }
    for form in rowForms {
      batch.spanIDs.append(forms[form].presence.contains(.spanID) ? SpanID(rawValue: try ids.bigEndian()) : .none)
    }
  }

  private mutating func readTimes(_ reader: inout ByteReader, _ rowForms: [Int]) throws(ByteReaderError) {
    var previous: UInt64 = 0
    for form in rowForms {
      guard forms[form].presence.contains(.time) else {
        batch.times.append(Timestamp(nanoseconds: 0))
        continue
      }
      previous &+= UInt64(bitPattern: try reader.zigzag())
      batch.times.append(Timestamp(nanoseconds: previous))
    }
    for (row, form) in rowForms.enumerated() {
      var observed: UInt64 = 0
      if forms[form].presence.contains(.observedTime) {
        observed = batch.times[row].nanoseconds &+ UInt64(bitPattern: try reader.zigzag())
      }
      batch.observedTimes.append(Timestamp(nanoseconds: observed))
    }
  }
}

/// The counts behind the block header; they say where the areas of the segment lie.
struct LevelZeroLogHead {
  static let byteCount = 16

  let recordCount: Int
  let traceCount: Int
  /// How many records name a span.
  let spanIDCount: Int
  /// Byte count of the packed area when inflated.
  let packedByteCount: Int

  init(_ reader: inout ByteReader) throws(ByteReaderError) {
    recordCount = Int(try reader.fixed32())
    traceCount = Int(try reader.fixed32())
    spanIDCount = Int(try reader.fixed32())
    packedByteCount = Int(try reader.fixed32())
    guard packedByteCount <= SegmentLimits.inflatedByteCount else {
      throw ByteReaderError(byteOffset: 12, reason: "a packed area of \(packedByteCount) bytes is over the limit")
    }
    let idByteCount = traceCount * TraceID.byteCount + spanIDCount * SpanID.byteCount
    guard traceCount <= recordCount, spanIDCount <= recordCount, idByteCount <= reader.remaining else {
      throw ByteReaderError(byteOffset: 0, reason: "the counts do not fit the size of the segment")
    }
  }

  /// Where the IDs begin and where the packed area begins, from the end of the block header.
  var idOffset: Int { Self.byteCount }
  var packedOffset: Int { idOffset + traceCount * TraceID.byteCount + spanIDCount * SpanID.byteCount }
}
