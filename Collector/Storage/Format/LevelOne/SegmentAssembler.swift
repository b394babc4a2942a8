import TelemetryModel

/// Builds a batch from the traces of an opened segment.
struct SegmentAssembler {
  private let core: LevelOneCore
  private let spanIDs: BigEndianWords
  private var tokens: TokenReader
  private var times: TimeColumns.Cursor
  private var trace = TraceTimes()
  private var resources: ResourcePrediction
  private var tables: TableCarrier
  private var rendered: RenderedTexts
  private(set) var batch: SpanBatch
  /// The resources of the current trace's rows, as numbers of the segment.
  private var segmentResources: [Int] = []

  /// - Parameter isWhole: whether all traces will be asked for, so that the tables are taken over as they are.
  init(_ core: LevelOneCore, _ streams: AttributeStreams, spanIDs: BigEndianWords, isWhole: Bool, at first: Int) {
    self.core = core
    self.spanIDs = spanIDs
    tokens = TokenReader(core, streams)
    resources = core.resources
    tables = TableCarrier(core.tables.batch, isWhole: isWhole)
    rendered = RenderedTexts(cacheCount: core.columns.cacheCount)
    batch = isWhole ? core.tables.batch : SpanBatch()
    let counts = first == 0 ? nil : core.counts(before: first)
    times = TimeColumns.Cursor(
      core.times, counts: counts?.times ?? Array(repeating: 0, count: core.times.layout.columnCount))
    if let counts { skip(counts.forms, to: first) }
  }

  /// Makes room for all rows of the segment.
  mutating func reserve() {
    batch.reserveRows(core.tables.spanCount)
    batch.payloads.reserveCapacity(batch.payloads.count + core.columns.columns.reduce(0) { $0 + $1.valueCount })
  }

  /// Moves to a trace: skips what comes before it in the columns that it uses.
  private mutating func skip(_ formCounts: [Int], to first: Int) {
    var used = [Bool](repeating: false, count: core.layout.columns.count)
    for form in core.forms(of: first) {
      for place in core.layout.columnRange(of: form) { used[Int(core.layout.formColumns[place])] = true }
    }
    var counts = [Int](repeating: 0, count: core.layout.columns.count)
    for form in formCounts.indices where formCounts[form] > 0 {
      for place in core.layout.columnRange(of: form) {
        counts[Int(core.layout.formColumns[place])] += formCounts[form]
      }
    }
    for column in used.indices where used[column] { tokens.skip(column, counts[column]) }
  }

  /// Appends the rows of the next trace.
  mutating func append(_ number: Int, id: TraceID) throws(ByteReaderError) {
    try trace.read(core, number, &times)
    tokens.beginTrace()
    resources.beginTrace()
    var mark = core.traces[number]
    let rows = core.rows(of: number)
    segmentResources.removeAll(keepingCapacity: true)
    for row in rows {
      let place = row - rows.lowerBound
      let form = core.operations[row]
      let entry = core.tables.forms[form]
      let parent = Int(trace.parents[place])
      batch.traceIDs.append(id)
      batch.spanIDs.append(SpanID(rawValue: spanIDs[row]))
      batch.parentSpanIDs.append(parentID(parent < 0 ? nil : rows.lowerBound + parent, &mark))
      batch.startTimes.append(Timestamp(nanoseconds: trace.starts[place]))
      batch.endTimes.append(Timestamp(nanoseconds: trace.ends[place]))
      batch.kinds.append(SpanKind(rawValue: entry.kind))
      batch.statusCodes.append(SpanStatus.Code(rawValue: entry.statusCode))
      batch.flags.append(entry.flags)
      batch.scopeIndexes.append(tables.scope(entry.scope, core.tables.batch, &batch))
      try appendResource(row, entry, parent: parent)
      try appendAttributes(form, entry)
      for _ in 0..<core.eventCounts[row] { try appendEvent(place, &mark) }
      batch.eventEnds.append(UInt32(batch.events.count))
      for _ in 0..<core.linkCounts[row] { try appendLink(id, &mark) }
      batch.linkEnds.append(UInt32(batch.links.count))
    }
  }

  private func parentID(_ parentRow: Int?, _ mark: inout TraceMark) -> SpanID {
    if let parentRow { return SpanID(rawValue: spanIDs[parentRow]) }
    defer { mark.root += 1 }
    guard core.roots[mark.root] == 1 else { return .none }
    defer { mark.orphan += 1 }
    return SpanID(rawValue: core.orphanParents[mark.orphan])
  }

  private mutating func appendResource(_ row: Int, _ form: ItemForm, parent: Int) throws(ByteReaderError) {
    let parent = parent < 0 ? nil : segmentResources[parent]
    guard let service = core.resources.service(named: form.service),
      let resource = resources.resource(of: core.resourceSymbols[row], service: service, parent: parent)
    else { throw ByteReaderError(byteOffset: row, reason: "a row has no known resource") }
    segmentResources.append(resource)
    batch.resourceIndexes.append(tables.resource(UInt32(resource), core.tables.batch, &batch))
  }

  // MARK: Attributes

  private mutating func appendAttributes(_ form: Int, _ entry: ItemForm) throws(ByteReaderError) {
    let columns = core.layout.columnRange(of: form)
    let attributeCount = core.tables.batch.shapes.slotCount(of: entry.shape)
    batch.attributes.append(try list(entry.shape, columns.lowerBound..<columns.lowerBound + attributeCount))
    guard !entry.extras.isEmpty else {
      batch.names.append(tables.text(entry.name, core.tables.batch, &batch))
      batch.detailIndexes.append(0)
      return
    }
    var name = entry.extras.contains(.name) ? 0 : tables.text(entry.name, core.tables.batch, &batch)
    var details = SpanDetails()
    var place = columns.lowerBound + attributeCount
    for column in ItemForm.Extras.columns where entry.extras.contains(column.extra) {
      let payload = try value(Int(core.layout.formColumns[place]))
      place += 1
      switch column.extra {
      case .name: name = StringCode(truncatingIfNeeded: payload)
      case .statusMessage: details.statusMessage = StringCode(truncatingIfNeeded: payload)
      case .traceState: details.traceState = StringCode(truncatingIfNeeded: payload)
      case .droppedAttributes: details.droppedAttributesCount = UInt32(truncatingIfNeeded: payload)
      case .droppedEvents: details.droppedEventsCount = UInt32(truncatingIfNeeded: payload)
      default: details.droppedLinksCount = UInt32(truncatingIfNeeded: payload)
      }
    }
    batch.names.append(name)
    batch.detailIndexes.append(batch.intern(details))
  }

  @inline(__always)
  private mutating func list(_ shape: ShapeCode, _ columns: Range<Int>) throws(ByteReaderError) -> AttributeList {
    if shape == 0 { return .empty }
    let first = UInt32(batch.payloads.count)
    for place in columns { batch.payloads.append(try value(Int(core.layout.formColumns[place]))) }
    return AttributeList(shape: tables.shape(shape, core.tables.batch, &batch), firstPayload: first)
  }

  /// The next value of a column, as a payload of the batch.
  @inline(__always)
  private mutating func value(_ column: Int) throws(ByteReaderError) -> UInt64 {
    let info = core.columns.columns[column]
    if info.templates.isEmpty {
      let token = try tokens.next(info.firstSlot)
      if info.kind.isTableCode { return UInt64(text(token)) }
      return info.decimals == 0
        ? token : DecimalDouble.bits(Int64(bitPattern: token), digits: Int(info.decimals) - 1)
    }
    let template = core.columns.templates[tokens.nextTemplate(column, info)]
    if template.template < 0 { return UInt64(text(try tokens.next(template.slots.lowerBound))) }
    rendered.slots.removeAll(keepingCapacity: true)
    for slot in template.slots { rendered.slots.append(try tokens.next(slot)) }
    return UInt64(
      rendered.code(
        core.templates[Int(template.template)], cache: Int(template.cache), wide: tokens.wide, &batch.strings))
  }

  @inline(__always)
  private mutating func text(_ token: UInt64) -> StringCode {
    tables.text(StringCode(truncatingIfNeeded: token), core.tables.batch, &batch)
  }

  // MARK: Events and links

  private mutating func appendEvent(_ place: Int, _ mark: inout TraceMark) throws(ByteReaderError) {
    let form = core.tables.formStarts[1] + core.eventForms[mark.event]
    mark.event += 1
    let entry = core.tables.forms[form]
    let column = core.times.layout.event(form)
    let offset = try times.next(column, core.times)
    let time =
      core.times.reference(of: column) == TimeReference.end
      ? trace.ends[place] &- offset : trace.starts[place] &+ offset
    batch.events.append(
      EventEntry(
        time: Timestamp(nanoseconds: time), name: tables.text(entry.name, core.tables.batch, &batch),
        attributes: try list(entry.shape, core.layout.columnRange(of: form)),
        droppedAttributesCount: entry.dropped))
  }

  private mutating func appendLink(_ id: TraceID, _ mark: inout TraceMark) throws(ByteReaderError) {
    let form = core.tables.formStarts[2] + core.linkForms[mark.link]
    let entry = core.tables.forms[form]
    var traceID = id
    var spanID = batch.parentSpanIDs[batch.parentSpanIDs.count - 1]
    let target = LinkTarget(rawValue: core.linkTargets[mark.link]) ?? .parent
    if target == .other {
      traceID = TraceID(high: core.linkIDs[mark.linkID], low: core.linkIDs[mark.linkID + 1])
    }
    if target != .parent { spanID = SpanID(rawValue: core.linkIDs[mark.linkID + target.wordCount - 1]) }
    mark.link += 1
    mark.linkID += target.wordCount
    batch.links.append(
      LinkEntry(
        traceID: traceID, spanID: spanID, traceState: tables.text(entry.name, core.tables.batch, &batch),
        attributes: try list(entry.shape, core.layout.columnRange(of: form)),
        droppedAttributesCount: entry.dropped, flags: entry.flags))
  }
}
