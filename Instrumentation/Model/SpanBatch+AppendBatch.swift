extension SpanBatch {
  /// Adds all rows of another batch after the own ones.
  ///
  /// Codes are carried over: each *distinct* text, shape, resource and scope that the rows use is looked up once, and
  /// the rows only map numbers to numbers. O(rows and payloads + distinct text bytes).
  package mutating func append(contentsOf other: SpanBatch) {
    if isEmpty && strings.count == 1 {
      self = other
      return
    }
    append(other, rows: 0..<other.count)
  }

  /// Adds the given rows of another batch, in their order; what they do not use is not carried over.
  package mutating func append(contentsOf other: SpanBatch, rows: [Int]) {
    append(other, rows: rows)
  }

  private mutating func append(_ other: SpanBatch, rows: some Collection<Int>) {
    var carrier = CodeCarrier(other)
    for row in rows {
      traceIDs.append(other.traceIDs[row])
      spanIDs.append(other.spanIDs[row])
      parentSpanIDs.append(other.parentSpanIDs[row])
      startTimes.append(other.startTimes[row])
      endTimes.append(other.endTimes[row])
      names.append(carrier.string(other.names[row], into: &self))
      kinds.append(other.kinds[row])
      statusCodes.append(other.statusCodes[row])
      flags.append(other.flags[row])
      resourceIndexes.append(carrier.resource(other.resourceIndexes[row], into: &self))
      scopeIndexes.append(carrier.scope(other.scopeIndexes[row], into: &self))
      detailIndexes.append(carrier.details(other.detailIndexes[row], into: &self))
      attributes.append(carrier.list(other.attributes[row], into: &self))
      for event in other.events[other.eventRange(of: row)] {
        var event = event
        event.name = carrier.string(event.name, into: &self)
        event.attributes = carrier.list(event.attributes, into: &self)
        events.append(event)
      }
      eventEnds.append(UInt32(events.count))
      for link in other.links[other.linkRange(of: row)] {
        var link = link
        link.traceState = carrier.string(link.traceState, into: &self)
        link.attributes = carrier.list(link.attributes, into: &self)
        links.append(link)
      }
      linkEnds.append(UInt32(links.count))
    }
  }
}

/// Translates the codes of one batch into those of another, each on its first use.
private struct CodeCarrier {
  private static let unknown = UInt32.max

  private let source: SpanBatch
  private var strings: [StringCode]
  private var shapes: [ShapeCode]
  private var resources: [UInt32]
  private var scopes: [UInt32]
  private var details: [UInt32]

  init(_ source: SpanBatch) {
    self.source = source
    strings = Array(repeating: Self.unknown, count: source.strings.count)
    shapes = Array(repeating: Self.unknown, count: source.shapes.count)
    resources = Array(repeating: Self.unknown, count: source.resources.count)
    scopes = Array(repeating: Self.unknown, count: source.scopes.count)
    details = Array(repeating: Self.unknown, count: source.details.count)
  }

  @inline(__always)
  mutating func string(_ code: StringCode, into batch: inout SpanBatch) -> StringCode {
    let known = strings[Int(code)]
    if known != Self.unknown { return known }
    let carried = batch.strings.intern(source.strings[code])
    strings[Int(code)] = carried
    return carried
  }

  /// Copies the payloads of a list, translating those that are codes.
  @inline(__always)
  mutating func list(_ list: AttributeList, into batch: inout SpanBatch) -> AttributeList {
    if list.shape == 0 { return .empty }
    let first = UInt32(batch.payloads.count)
    var place = Int(list.firstPayload)
    for slot in source.shapes.bounds(of: list.shape) {
      let payload = source.payloads[place]
      place += 1
      let isCode = source.shapes.slots[slot].kind.isTableCode
      batch.payloads.append(isCode ? UInt64(string(StringCode(truncatingIfNeeded: payload), into: &batch)) : payload)
    }
    return AttributeList(shape: shape(list.shape, into: &batch), firstPayload: first)
  }

  @inline(__always)
  private mutating func shape(_ code: ShapeCode, into batch: inout SpanBatch) -> ShapeCode {
    let known = shapes[Int(code)]
    if known != Self.unknown { return known }
    var slots: [AttributeSlot] = []
    for slot in source.shapes[code] {
      slots.append(AttributeSlot(key: string(slot.key, into: &batch), kind: slot.kind))
    }
    let carried = batch.shapes.intern(slots)
    shapes[Int(code)] = carried
    return carried
  }

  mutating func resource(_ index: UInt32, into batch: inout SpanBatch) -> UInt32 {
    let known = resources[Int(index)]
    if known != Self.unknown { return known }
    var entry = source.resources[Int(index)]
    entry.attributes = list(entry.attributes, into: &batch)
    entry.schemaURL = string(entry.schemaURL, into: &batch)
    entry.serviceName = string(entry.serviceName, into: &batch)
    let carried = batch.intern(entry)
    resources[Int(index)] = carried
    return carried
  }

  mutating func scope(_ index: UInt32, into batch: inout SpanBatch) -> UInt32 {
    let known = scopes[Int(index)]
    if known != Self.unknown { return known }
    var entry = source.scopes[Int(index)]
    entry.name = string(entry.name, into: &batch)
    entry.version = string(entry.version, into: &batch)
    entry.attributes = list(entry.attributes, into: &batch)
    entry.schemaURL = string(entry.schemaURL, into: &batch)
    let carried = batch.intern(entry)
    scopes[Int(index)] = carried
    return carried
  }

  mutating func details(_ index: UInt32, into batch: inout SpanBatch) -> UInt32 {
    let known = details[Int(index)]
    if known != Self.unknown { return known }
    var entry = source.details[Int(index)]
    entry.statusMessage = string(entry.statusMessage, into: &batch)
    entry.traceState = string(entry.traceState, into: &batch)
    let carried = batch.intern(entry)
    details[Int(index)] = carried
    return carried
  }
}
