import TelemetryModel

/// Rebuilds a batch from the areas of a level-0 segment, in the order in which `LevelZeroEncoder` writes them.
struct LevelZeroDecoder {
  private let head: LevelZeroHead
  private var batch = SpanBatch()
  private var operations: [OperationEntry] = []

  init(_ head: LevelZeroHead) { self.head = head }

  /// - Parameter ids: the trace IDs, span IDs and parent span IDs, stored outside the packed area.
  mutating func decode(_ reader: inout ByteReader, ids: inout ByteReader) throws(ByteReaderError) -> SpanBatch {
    try reader.tables(into: &batch)
    try readDetails(&reader)
    try readOperations(&reader)
    let rowOperations = try readRows(&reader, &ids)
    try readPayloads(&reader, rowOperations)
    try readEvents(&reader, rowOperations)
    try readLinks(&reader, rowOperations)
    guard reader.remaining == 0, ids.remaining == 0 else {
      throw ByteReaderError(byteOffset: reader.offset, reason: "bytes are left over")
    }
    return batch
  }

  // MARK: Tables

  private mutating func readDetails(_ reader: inout ByteReader) throws(ByteReaderError) {
    for _ in 0..<(try reader.count()) {
      var details = SpanDetails()
      details.statusMessage = try string(&reader)
      details.traceState = try string(&reader)
      details.droppedAttributesCount = try reader.varint32()
      details.droppedEventsCount = try reader.varint32()
      details.droppedLinksCount = try reader.varint32()
      batch.details.append(details)
    }
  }

  private mutating func readOperations(_ reader: inout ByteReader) throws(ByteReaderError) {
    for _ in 0..<(try reader.count()) {
      operations.append(try OperationEntry(&reader, tablesOf: batch))
    }
  }

  // MARK: Rows

  /// Returns the operation of every row.
  private mutating func readRows(
    _ reader: inout ByteReader, _ ids: inout ByteReader
  ) throws(ByteReaderError) -> [Int] {
    let count = head.spanCount
    var rowOperations: [Int] = []
    rowOperations.reserveCapacity(count)
    guard count <= reader.remaining else { throw reader.truncated() }
    for _ in 0..<count { rowOperations.append(try reader.index(below: operations.count)) }

    var traceIDs: [TraceID] = []
    traceIDs.reserveCapacity(head.traceCount)
    for _ in 0..<head.traceCount { traceIDs.append(TraceID(high: try ids.bigEndian(), low: try ids.bigEndian())) }
    batch.reserveRows(count)
    for _ in 0..<count { batch.traceIDs.append(traceIDs[try reader.index(below: traceIDs.count)]) }
    for _ in 0..<count { batch.spanIDs.append(SpanID(rawValue: try ids.bigEndian())) }
    var previous: UInt64 = 0
    for _ in 0..<count {
      previous &+= UInt64(bitPattern: try reader.zigzag())
      batch.startTimes.append(Timestamp(nanoseconds: previous))
    }
    for row in 0..<count {
      let end = batch.startTimes[row].nanoseconds &+ UInt64(bitPattern: try reader.zigzag())
      batch.endTimes.append(Timestamp(nanoseconds: end))
    }
    for operation in rowOperations {
      let entry = operations[operation]
      batch.parentSpanIDs.append(entry.hasParent ? SpanID(rawValue: try ids.bigEndian()) : .none)
      batch.names.append(entry.name)
      batch.kinds.append(entry.kind)
      batch.statusCodes.append(entry.statusCode)
      batch.flags.append(entry.flags)
      batch.resourceIndexes.append(entry.resource)
      batch.scopeIndexes.append(entry.scope)
      batch.detailIndexes.append(entry.details)
    }
    return rowOperations
  }

  private mutating func readPayloads(
    _ reader: inout ByteReader, _ rowOperations: [Int]
  ) throws(ByteReaderError) {
    var codes = StringCodeStream()
    let (shapes, textCount) = (batch.shapes, batch.strings.count)
    for operation in rowOperations {
      let list = try reader.payloads(
        of: operations[operation].shape, shapes, textCount: textCount, into: &batch.payloads, &codes)
      batch.attributes.append(list)
    }
  }

  private mutating func readEvents(_ reader: inout ByteReader, _ rowOperations: [Int]) throws(ByteReaderError) {
    var codes = StringCodeStream()
    let (shapes, textCount) = (batch.shapes, batch.strings.count)
    for (row, operation) in rowOperations.enumerated() {
      for _ in 0..<operations[operation].eventCount {
        let time = batch.startTimes[row].nanoseconds &+ UInt64(bitPattern: try reader.zigzag())
        let name = try string(&reader)
        let dropped = try reader.varint32()
        let shape = ShapeCode(try reader.index(below: shapes.count))
        let list = try reader.payloads(of: shape, shapes, textCount: textCount, into: &batch.payloads, &codes)
        batch.events.append(
          EventEntry(
            time: Timestamp(nanoseconds: time), name: name, attributes: list, droppedAttributesCount: dropped))
      }
      batch.eventEnds.append(UInt32(batch.events.count))
    }
  }

  private mutating func readLinks(_ reader: inout ByteReader, _ rowOperations: [Int]) throws(ByteReaderError) {
    var codes = StringCodeStream()
    let (shapes, textCount) = (batch.shapes, batch.strings.count)
    for operation in rowOperations {
      for _ in 0..<operations[operation].linkCount {
        let traceID = TraceID(high: try reader.bigEndian(), low: try reader.bigEndian())
        let spanID = SpanID(rawValue: try reader.bigEndian())
        let traceState = try string(&reader)
        let dropped = try reader.varint32()
        let flags = try reader.varint32()
        let shape = ShapeCode(try reader.index(below: shapes.count))
        let list = try reader.payloads(of: shape, shapes, textCount: textCount, into: &batch.payloads, &codes)
        batch.links.append(
          LinkEntry(
            traceID: traceID, spanID: spanID, traceState: traceState, attributes: list,
            droppedAttributesCount: dropped, flags: flags))
      }
      batch.linkEnds.append(UInt32(batch.links.count))
    }
  }

  private func string(_ reader: inout ByteReader) throws(ByteReaderError) -> StringCode {
    StringCode(try reader.index(below: batch.strings.count))
  }
}

extension OperationEntry {
  init(_ reader: inout ByteReader, tablesOf batch: borrowing SpanBatch) throws(ByteReaderError) {
    resource = UInt32(try reader.index(below: batch.resources.count))
    scope = UInt32(try reader.index(below: batch.scopes.count))
    name = StringCode(try reader.index(below: batch.strings.count))
    kind = SpanKind(rawValue: Int32(truncatingIfNeeded: try reader.zigzag()))
    statusCode = SpanStatus.Code(rawValue: Int32(truncatingIfNeeded: try reader.zigzag()))
    flags = try reader.varint32()
    shape = ShapeCode(try reader.index(below: batch.shapes.count))
    details = UInt32(try reader.index(below: batch.details.count))
    eventCount = try reader.varint32()
    linkCount = try reader.varint32()
    hasParent = try reader.byte() != 0
  }
}
