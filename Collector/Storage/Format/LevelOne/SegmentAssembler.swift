import TelemetryModel

/// Builds a batch from the traces of an opened segment, in the order of the segment.
struct SegmentAssembler {
  let core: LevelOneCore
  let plan: ReadPlan
  let spanIDs: BigEndianWords
  var tokens: TokenReader
  var times: TimeColumns.Cursor
  var trace = TraceTimes()
  var tables: TableCarrier
  private var resources: ResourcePrediction
  private var rendered: RenderedTexts
  /// By form: the shape of what is put out, in the batch's codes.
  private var shapes: [ShapeCode]
  private static let unknownShape = ShapeCode.max
  private(set) var batch: SpanBatch
  /// The resources of the current trace's rows, as numbers of the segment.
  private var segmentResources: [Int] = []

  /// - Parameters:
  ///   - streams: with the keys of the plan open.
  ///   - first: the first trace that will be asked for.
  ///   - keepsTables: whether the batch starts with all tables of the segment, so that their codes stay as they are;
  ///     otherwise it gets what its rows use.
  init(
    _ core: LevelOneCore, _ plan: ReadPlan, _ streams: AttributeStreams, spanIDs: BigEndianWords, from first: Int = 0,
    keepsTables: Bool
  ) {
    self.core = core
    self.plan = plan
    self.spanIDs = spanIDs
    tokens = TokenReader(core, streams)
    resources = core.resources
    shapes = Array(repeating: Self.unknownShape, count: core.tables.forms.count)
    batch = keepsTables ? core.tables.batch : SpanBatch()
    tables = TableCarrier(core.tables.batch, isWhole: keepsTables)
    rendered = RenderedTexts(cacheCount: core.columns.cacheCount)
    times = TimeColumns.Cursor(core.times)
    if first > 0 { seek(first) }
  }

  /// Appends the chosen rows of some traces in rising order.
  ///
  /// - Parameter next: the trace at which it stands.
  mutating func append(
    _ traces: some Sequence<Int>, from next: Int, _ traceIDs: BigEndianWords
  ) throws(ByteReaderError) {
    var next = next
    for trace in traces {
      move(from: next, to: trace)
      next = trace + 1
      try append(trace, id: traceIDs.traceID(trace))
    }
  }

  /// Goes from one trace to another that lies behind it.
  mutating func move(from trace: Int, to other: Int) {
    if trace == other { return }
    if core.traces[other].row - core.traces[trace].row > Checkpoints.rowDistance / 2 {
      seek(other)
    } else {
      for passed in trace..<other { skipTrace(passed) }
    }
  }

  /// Goes to a trace, wherever it is.
  mutating func seek(_ trace: Int) {
    let checkpoint = core.checkpoints.last(before: trace)
    let counts = core.counts(before: trace, from: checkpoint)
    times = TimeColumns.Cursor(core.times, counts: counts.times, from: checkpoint)
    let valueCounts = core.layout.valueCounts(itemCounts: counts.forms)
    for column in plan.columns { tokens.seek(column, behind: valueCounts[column], from: checkpoint) }
  }

  /// Makes room for all rows of the plan, so that the batch does not grow step by step.
  mutating func reserve() {
    var rowCount = 0
    var payloadCount = 0
    for form in core.tables.forms.indices where plan.isChosen[form] {
      if form < core.tables.formStarts[1] { rowCount += core.itemCounts[form] }
      payloadCount += core.itemCounts[form] * plan.stepRange(of: form).count { plan.steps[$0].isWanted }
    }
    batch.reserveRows(rowCount)
    batch.payloads.reserveCapacity(batch.payloads.count + payloadCount)
  }

  /// Appends the chosen rows of the next trace.
  mutating func append(_ number: Int, id: TraceID) throws(ByteReaderError) {
    let rows = core.rows(of: number)
    if !plan.isComplete, !rows.contains(where: { plan.isChosen[core.operations[$0]] }) {
      skipTrace(number)
      return
    }
    try trace.read(core, number, &times)
    if plan.isByTime, !rows.contains(where: { isPutOut($0, place: $0 &- rows.lowerBound) }) {
      skipItems(number)
      return
    }
    tokens.beginTrace()
    resources.beginTrace()
    segmentResources.removeAll(keepingCapacity: true)
    var mark = core.traces[number]
    for row in rows {
      let place = row - rows.lowerBound
      let form = core.operations[row]
      let entry = core.tables.forms[form]
      let parent = Int(trace.parents[place])
      let parentID = parentID(parent < 0 ? nil : rows.lowerBound + parent, &mark)
      let resource = try resource(row, form, parent: parent)
      guard isPutOut(row, place: place) else {
        try passBy(row, form, &mark)
        continue
      }
      batch.traceIDs.append(id)
      batch.spanIDs.append(SpanID(rawValue: spanIDs[row]))
      batch.parentSpanIDs.append(parentID)
      batch.startTimes.append(Timestamp(nanoseconds: trace.starts[place]))
      batch.endTimes.append(Timestamp(nanoseconds: trace.ends[place]))
      batch.kinds.append(SpanKind(rawValue: entry.kind))
      batch.statusCodes.append(SpanStatus.Code(rawValue: entry.statusCode))
      batch.flags.append(entry.flags)
      batch.scopeIndexes.append(tables.scope(entry.scope, core.tables.batch, &batch))
      batch.resourceIndexes.append(tables.resource(UInt32(resource), core.tables.batch, &batch))
      try appendAttributes(form, entry)
      for _ in 0..<core.eventCounts[row] { try appendEvent(place, &mark) }
      batch.eventEnds.append(UInt32(batch.events.count))
      for _ in 0..<core.linkCounts[row] { try appendLink(id, parentID, &mark) }
      batch.linkEnds.append(UInt32(batch.links.count))
    }
  }

  @inline(__always)
  private func isPutOut(_ row: Int, place: Int) -> Bool {
    plan.isChosen[core.operations[row]]
      && (!plan.isByTime || plan.accepts(start: trace.starts[place], end: trace.ends[place]))
  }

  private func parentID(_ parentRow: Int?, _ mark: inout TraceMark) -> SpanID {
    if let parentRow { return SpanID(rawValue: spanIDs[parentRow]) }
    defer { mark.root += 1 }
    guard core.roots[mark.root] == 1 else { return .none }
    defer { mark.orphan += 1 }
    return SpanID(rawValue: core.orphanParents[mark.orphan])
  }

  private mutating func resource(_ row: Int, _ form: Int, parent: Int) throws(ByteReaderError) -> Int {
    let parent = parent < 0 ? nil : segmentResources[parent]
    let symbol = core.resourceSymbols[row]
    guard let resource = resources.resource(of: symbol, service: core.services[form], parent: parent) else {
      throw ByteReaderError(byteOffset: row, reason: "a row has no known resource")
    }
    segmentResources.append(resource)
    return resource
  }

  // MARK: Attributes

  private mutating func appendAttributes(_ form: Int, _ entry: ItemForm) throws(ByteReaderError) {
    batch.attributes.append(try list(form, entry))
    guard !entry.extras.isEmpty else {
      batch.names.append(tables.text(entry.name, core.tables.batch, &batch))
      batch.detailIndexes.append(0)
      return
    }
    var name = entry.extras.contains(.name) ? 0 : tables.text(entry.name, core.tables.batch, &batch)
    var details = SpanDetails()
    for place in plan.stepRange(of: form) where plan.steps[place].isExtra {
      let step = plan.steps[place]
      let payload = try value(Int(step.column))
      guard step.isWanted else { continue }
      switch ItemForm.Extras.columns[Int(core.layout.columns[Int(step.column)].key)].extra {
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

  /// The attributes of the next item of a form, without the extras.
  @inline(__always)
  private mutating func list(_ form: Int, _ entry: ItemForm) throws(ByteReaderError) -> AttributeList {
    let first = UInt32(truncatingIfNeeded: batch.payloads.count)
    for place in plan.stepRange(of: form) {
      let step = plan.steps[place]
      if step.isExtra { break }
      if step.isWanted {
        batch.payloads.append(try value(Int(step.column)))
      } else {
        try tokens.pass(Int(step.column))
      }
    }
    if shapes[form] == Self.unknownShape {
      if let slots = plan.slots[form] {
        shapes[form] = batch.shapes.intern(slots)
      } else {
        shapes[form] = tables.shape(entry.shape, core.tables.batch, &batch)
      }
    }
    let shape = shapes[form]
    return shape == 0 ? .empty : AttributeList(shape: shape, firstPayload: first)
  }

  /// The next value of a column, as a payload of the batch.
  @inline(__always)
  private mutating func value(_ column: Int) throws(ByteReaderError) -> UInt64 {
    let info = core.columns.columns[column]
    if info.templates.isEmpty {
      let token = try tokens.next(info.firstSlot)
      return info.kind.isTableCode ? UInt64(text(token)) : core.columns.payload(token, info)
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
    let column = core.times.layout.event(form)
    guard plan.isChosen[form] else {
      times.skip(column, core.times)
      try passColumns(form)
      return
    }
    let entry = core.tables.forms[form]
    let offset = try times.next(column, core.times)
    let isFromEnd = core.times.reference(of: column) == TimeReference.end
    let time = isFromEnd ? trace.ends[place] &- offset : trace.starts[place] &+ offset
    let name = tables.text(entry.name, core.tables.batch, &batch)
    batch.events.append(
      EventEntry(
        time: Timestamp(nanoseconds: time), name: name, attributes: try list(form, entry),
        droppedAttributesCount: entry.dropped))
  }

  private mutating func appendLink(
    _ id: TraceID, _ parentID: SpanID, _ mark: inout TraceMark
  ) throws(ByteReaderError) {
    let form = core.tables.formStarts[2] + core.linkForms[mark.link]
    let target = LinkTarget(rawValue: core.linkTargets[mark.link]) ?? .parent
    let word = mark.linkID
    mark.link += 1
    mark.linkID += target.wordCount
    guard plan.isChosen[form] else {
      try passColumns(form)
      return
    }
    let entry = core.tables.forms[form]
    let traceID = target == .other ? TraceID(high: core.linkIDs[word], low: core.linkIDs[word + 1]) : id
    let spanID = target == .parent ? parentID : SpanID(rawValue: core.linkIDs[word + target.wordCount - 1])
    let traceState = tables.text(entry.name, core.tables.batch, &batch)
    batch.links.append(
      LinkEntry(
        traceID: traceID, spanID: spanID, traceState: traceState, attributes: try list(form, entry),
        droppedAttributesCount: entry.dropped, flags: entry.flags))
  }
}
