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
    var details = DetailCarrier(other)
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
      detailIndexes.append(details.index(other.detailIndexes[row], &carrier, into: &self))
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

/// Translates indexes of rare fields, as `CodeCarrier` does codes.
private struct DetailCarrier {
  private let source: SpanBatch
  private var indexes: [UInt32?]

  init(_ source: SpanBatch) {
    self.source = source
    indexes = Array(repeating: nil, count: source.details.count)
  }

  mutating func index(
    _ index: UInt32, _ carrier: inout CodeCarrier<SpanBatch>, into batch: inout SpanBatch
  ) -> UInt32 {
    if let known = indexes[Int(index)] { return known }
    var entry = source.details[Int(index)]
    entry.statusMessage = carrier.string(entry.statusMessage, into: &batch)
    entry.traceState = carrier.string(entry.traceState, into: &batch)
    let carried = batch.intern(entry)
    indexes[Int(index)] = carried
    return carried
  }
}
