import TelemetryModel

/// Rebuilds a batch from the streams of a level-1 log segment.
struct LevelOneLogDecoder {
  private typealias Stream = LevelOneLogEncoder.Stream

  private let streams: StreamReader
  var batch = LogBatch()
  private var forms: [LogForm] = []
  private var formOfRow: [Int] = []
  /// The 128-bit numbers in bodies.
  private(set) var wide: [UInt128] = []

  init(_ streams: StreamReader) { self.streams = streams }

  mutating func decode() throws(ByteReaderError) -> LogBatch {
    try readForms()
    try readKeys()
    try readBodies()
    try readPayloads()
    let wide = wide
    let groups = TemplateRows(batch, isTemplate: isTemplate)
    try read(.slots) { (self, reader) throws(ByteReaderError) in
      var slots = LogSlotReader(wide: wide)
      try slots.render(&self.batch, groups, &reader)
    }
    return batch
  }

  /// Whether the body of a row is a template, and its slots are stored elsewhere.
  func isTemplate(_ row: Int) -> Bool { forms[formOfRow[row]].presence.contains(.template) }

  /// What records share, and which kind each of them is of.
  mutating func readForms() throws(ByteReaderError) {
    guard streams.count == Stream.allCases.count else {
      throw ByteReaderError(byteOffset: 0, reason: "the number of streams is not that of this version")
    }
    try read(.tables) { (self, reader) throws(ByteReaderError) in try self.readTables(&reader) }
    try read(.forms) { (self, reader) throws(ByteReaderError) in try self.readForms(&reader) }
  }

  /// IDs and times.
  mutating func readKeys() throws(ByteReaderError) {
    var traces: [TraceID] = []
    var spans: [SpanID] = []
    try read(.idBytes) { (self, reader) throws(ByteReaderError) in
      (traces, spans, self.wide) = try Self.readIDBytes(&reader)
    }
    try read(.ids) { (self, reader) throws(ByteReaderError) in try self.readIDs(&reader, traces, spans) }
    try read(.times) { (self, reader) throws(ByteReaderError) in try self.readTimes(&reader) }
    try read(.observedTimes) { (self, reader) throws(ByteReaderError) in try self.readObservedTimes(&reader) }
  }

  mutating func readBodies() throws(ByteReaderError) {
    try read(.bodies) { (self, reader) throws(ByteReaderError) in try self.readBodies(&reader) }
  }

  mutating func readPayloads() throws(ByteReaderError) {
    try read(.payloads) { (self, reader) throws(ByteReaderError) in try self.readPayloads(&reader) }
  }

  /// Reads the whole of one stream.
  mutating func read(
    _ stream: LevelOneLogEncoder.Stream,
    _ body: (inout LevelOneLogDecoder, inout ByteReader) throws(ByteReaderError) -> Void
  ) throws(ByteReaderError) {
    let bytes = try streams.bytes(of: stream.rawValue)
    try ByteReader.read(bytes.span.bytes) { (reader) throws(ByteReaderError) in
      try body(&self, &reader)
      guard reader.remaining == 0 else {
        throw ByteReaderError(byteOffset: reader.offset, reason: "bytes are left over in stream \(stream.rawValue)")
      }
    }
  }

  private mutating func readTables(_ reader: inout ByteReader) throws(ByteReaderError) {
    try reader.tables(into: &batch)
    for _ in 0..<(try reader.count()) {
      forms.append(try LogForm(&reader, tablesOf: batch, allowed: .levelOne))
    }
  }

  private mutating func readForms(_ reader: inout ByteReader) throws(ByteReaderError) {
    while reader.remaining > 0 {
      let number = try reader.index(below: forms.count)
      formOfRow.append(number)
      let form = forms[number]
      batch.resourceIndexes.append(form.resource)
      batch.scopeIndexes.append(form.scope)
      batch.severityNumbers.append(form.severityNumber)
      batch.severityTexts.append(form.severityText)
      batch.bodyKinds.append(form.bodyKind)
      batch.droppedAttributesCounts.append(form.droppedAttributesCount)
      batch.flags.append(form.flags)
      batch.eventNames.append(form.eventName)
    }
  }

  private static func readIDBytes(
    _ reader: inout ByteReader
  ) throws(ByteReaderError) -> ([TraceID], [SpanID], [UInt128]) {
    let traceCount = Int(try reader.fixed32())
    let spanCount = Int(try reader.fixed32())
    let wideCount = Int(try reader.fixed32())
    guard (traceCount + wideCount) * 16 + spanCount * 8 == reader.remaining else { throw reader.truncated() }
    var traces: [TraceID] = []
    for _ in 0..<traceCount { traces.append(TraceID(high: try reader.bigEndian(), low: try reader.bigEndian())) }
    var spans: [SpanID] = []
    for _ in 0..<spanCount { spans.append(SpanID(rawValue: try reader.bigEndian())) }
    var wide: [UInt128] = []
    for _ in 0..<wideCount { wide.append(UInt128(try reader.bigEndian()) << 64 | UInt128(try reader.bigEndian())) }
    return (traces, spans, wide)
  }

  private mutating func readIDs(
    _ reader: inout ByteReader, _ traces: [TraceID], _ spans: [SpanID]
  ) throws(ByteReaderError) {
    var traces = RecencyReader(traces)
    var spans = RecencyReader(spans)
    for form in formOfRow {
      let id = forms[form].presence.contains(.traceID) ? traces.value(of: try reader.varint()) : .invalid
      guard let id else { throw Self.unknownID(reader) }
      batch.traceIDs.append(id)
    }
    for form in formOfRow {
      let id = forms[form].presence.contains(.spanID) ? spans.value(of: try reader.varint()) : SpanID.none
      guard let id else { throw Self.unknownID(reader) }
      batch.spanIDs.append(id)
    }
  }

  private static func unknownID(_ reader: borrowing ByteReader) -> ByteReaderError {
    ByteReaderError(byteOffset: reader.offset, reason: "a token refers past its list of IDs")
  }

  private mutating func readTimes(_ reader: inout ByteReader) throws(ByteReaderError) {
    let unit = try reader.varint()
    var previous: UInt64 = 0
    for form in formOfRow {
      guard forms[form].presence.contains(.time) else {
        batch.times.append(Timestamp(nanoseconds: 0))
        continue
      }
      previous &+= UInt64(bitPattern: try reader.zigzag())
      batch.times.append(Timestamp(nanoseconds: previous &* unit))
    }
  }

  private mutating func readObservedTimes(_ reader: inout ByteReader) throws(ByteReaderError) {
    for (row, form) in formOfRow.enumerated() {
      var observed: UInt64 = 0
      if forms[form].presence.contains(.observedTime) {
        observed = batch.times[row].nanoseconds &+ UInt64(bitPattern: try reader.zigzag())
      }
      batch.observedTimes.append(Timestamp(nanoseconds: observed))
    }
  }

  private mutating func readBodies(_ reader: inout ByteReader) throws(ByteReaderError) {
    var codes = StringCodeStream()
    for form in formOfRow {
      let kind = forms[form].bodyKind
      batch.bodies.append(try reader.payload(of: kind, textCount: batch.strings.count, &codes))
    }
  }

  private mutating func readPayloads(_ reader: inout ByteReader) throws(ByteReaderError) {
    var codes = StringCodeStream()
    for form in formOfRow {
      batch.attributes.append(try reader.payloads(of: forms[form].shape, into: &batch, &codes))
    }
  }
}
