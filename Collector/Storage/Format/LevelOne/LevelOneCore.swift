import BoundedZlib
import TelemetryModel

/// The core part of a segment, opened: its tables, and its rows as lists that can be read from any trace on.
struct LevelOneCore: Sendable {
  let tables: LevelOneTables
  let templates: [TextTemplate]
  let layout: ColumnLayout
  /// How many items there are of each form.
  let itemCounts: [Int]
  let columns: AttributeColumns
  let times: TimeColumns
  let resources: ResourcePrediction
  /// By span form: its service, as a number of `resources`.
  let services: [Int32]

  // By row
  let operations: IndexList
  /// How many subtrees end before a row.
  let closings: IndexList
  let resourceSymbols: IndexList
  let eventCounts: IndexList
  let linkCounts: IndexList

  // By root, orphan, event and link
  let roots: [UInt8]
  let orphanParents: BigEndianWords
  let eventForms: IndexList
  let linkForms: IndexList
  let linkTargets: [UInt8]
  let linkIDs: BigEndianWords

  /// Where each trace starts in all of these; one more entry for the end.
  let traces: [TraceMark]
  let checkpoints: Checkpoints
  /// The start of the first row of each trace.
  let traceStarts: [UInt64]

  init(_ reader: StreamReader) throws(ByteReaderError) {
    var inflater = Inflater(.raw)
    guard reader.count == CoreStream.allCases.count else {
      throw ByteReaderError(byteOffset: 0, reason: "the core has \(reader.count) streams")
    }
    func bytes(_ stream: CoreStream) throws(ByteReaderError) -> [UInt8] {
      try reader.bytes(of: stream.rawValue, &inflater)
    }
    let dictionary = try DictionaryBuilder.decode(
      lengths: try bytes(.dictionaryLengths), text: try bytes(.dictionaryText))
    let templates = try Self.readTemplates(lengths: try bytes(.templateLengths), text: try bytes(.templateText))
    let tableBytes = try bytes(.tables)
    let tables = try ByteReader.read(tableBytes.span.bytes) { (reader) throws(ByteReaderError) in
      try LevelOneTables(&reader, dictionary: dictionary)
    }
    let rows = tables.spanCount
    let spanForms = tables.range(of: .span)
    operations = try IndexList(try bytes(.operations), count: rows, below: spanForms.count)
    closings = try IndexList(try bytes(.closings), count: rows, below: rows + 1)
    resourceSymbols = try IndexList(try bytes(.resources), count: rows, below: tables.batch.resources.count + 1)
    eventCounts = try IndexList(try bytes(.eventCounts), count: rows, below: tables.eventCount + 1)
    linkCounts = try IndexList(try bytes(.linkCounts), count: rows, below: tables.linkCount + 1)
    let eventFormCount = tables.range(of: .event).count
    eventForms = try IndexList(try bytes(.eventForms), count: tables.eventCount, below: eventFormCount)
    linkForms = try IndexList(
      try bytes(.linkForms), count: tables.linkCount, below: tables.range(of: .link).count)
    roots = try bytes(.roots)
    orphanParents = BigEndianWords(try bytes(.orphanParents))
    linkTargets = try bytes(.linkTargets)
    linkIDs = BigEndianWords(try bytes(.linkIDs))
    let traceCounts = try IndexList(try bytes(.traceCounts), count: tables.traceCount, below: max(1, rows))

    let structure = StructureScan(
      operations: operations, closings: closings, eventCounts: eventCounts, linkCounts: linkCounts,
      roots: roots, linkTargets: linkTargets, eventForms: eventForms, linkForms: linkForms)
    let layout = tables.timeLayout
    var counts = ItemCounts(formCount: tables.forms.count, timeColumnCount: layout.columnCount)
    var checkpoints = Checkpoints()
    let marks = try structure.marks(traceCounts, tables, &counts, &checkpoints)
    guard marks[tables.traceCount].orphan == orphanParents.count, marks[tables.traceCount].linkID == linkIDs.count
    else { throw ByteReaderError(byteOffset: 0, reason: "the IDs of orphans or links are too few or too many") }
    let symbols = try bytes(.timeSymbols)
    let bits = try bytes(.timeBits)
    let timeBytes = try bytes(.timeColumns)
    let times = try ByteReader.read(timeBytes.span.bytes) { (reader) throws(ByteReaderError) in
      try TimeColumns(&reader, layout, counts: counts.times, checkpoints, symbols: symbols, bits: bits)
    }
    traceStarts = try Self.readTraceStarts(times, count: tables.traceCount)
    traces = marks

    let columnLayout = ColumnLayout(
      keyCount: tables.columnKeyCount,
      forms: tables.forms.indices.map { (tables.columns(of: tables.forms[$0]), tables.isShared($0)) })
    let valueCounts = columnLayout.valueCounts(itemCounts: counts.forms)
    guard valueCounts.reduce(0, +) <= SegmentLimits.inflatedByteCount else {
      throw ByteReaderError(byteOffset: 0, reason: "there are more attributes than the limit")
    }
    let columnBytes = try bytes(.columns)
    columns = try ByteReader.read(columnBytes.span.bytes) { (reader) throws(ByteReaderError) in
      try AttributeColumns(
        &reader, columnLayout, valueCounts: valueCounts, dictionaryCount: dictionary.count, templates: templates)
    }
    resources = ResourcePrediction(services: tables.batch.resources.map(\.serviceName))
    let known = resources
    let services = tables.forms[spanForms].compactMap { known.service(named: $0.service) }
    guard services.count == spanForms.count else {
      throw ByteReaderError(byteOffset: 0, reason: "an operation is of a service without resources")
    }
    self.services = services
    self.layout = columnLayout
    itemCounts = counts.forms
    checkpoints.countValues(columnLayout)
    self.checkpoints = checkpoints
    self.times = times
    self.templates = templates
    self.tables = tables
  }

  func rows(of trace: Int) -> Range<Int> { traces[trace].row..<traces[trace + 1].row }

  private static func readTemplates(lengths: [UInt8], text: [UInt8]) throws(ByteReaderError) -> [TextTemplate] {
    let texts = try DictionaryBuilder.decode(lengths: lengths, text: text)
    var templates: [TextTemplate] = []
    templates.reserveCapacity(texts.count)
    for code in 1..<StringCode(max(1, texts.count)) {
      guard let template = TextTemplate(texts[code]) else {
        throw ByteReaderError(byteOffset: Int(code), reason: "a template is not valid")
      }
      templates.append(template)
    }
    return templates
  }

  private static func readTraceStarts(_ times: TimeColumns, count: Int) throws(ByteReaderError) -> [UInt64] {
    var cursor = TimeColumns.Cursor(times)
    var starts: [UInt64] = []
    starts.reserveCapacity(count)
    var previous: UInt64 = 0
    for _ in 0..<count {
      previous &+= try cursor.next(TimeLayout.traceStart, times)
      starts.append(previous)
    }
    return starts
  }
}

/// Where a trace starts in the lists of a segment.
struct TraceMark: Sendable {
  var row = 0
  var root = 0
  var orphan = 0
  var event = 0
  var link = 0
  /// In words of `linkIDs`.
  var linkID = 0
}

/// Eight-byte numbers, stored big-endian.
struct BigEndianWords: Sendable {
  private let bytes: [UInt8]
  let count: Int

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    count = bytes.count / 8
  }

  /// The ID of a trace, in a list that has two words for each.
  func traceID(_ trace: Int) -> TraceID { TraceID(high: self[2 * trace], low: self[2 * trace + 1]) }

  /// - Precondition: `place` lies below `count`.
  subscript(place: Int) -> UInt64 {
    precondition(place >= 0 && place < count, "the word lies within the list")
    return bytes.withUnsafeBytes { bytes in
      // SAFETY: 8 x count is at most the number of bytes, and `place` lies below `count`.
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: place &* 8, as: UInt64.self))
    }
  }
}
