extension SpanBatch {
  /// Adds all rows of another batch after the own ones.
  ///
  /// Codes are carried over: each *distinct* text, shape, resource and scope of `other` is looked up once, and the
  /// rows only map numbers to numbers. O(rows and payloads + distinct text bytes).
  package mutating func append(contentsOf other: SpanBatch) {
    append(other, rows: nil)
  }

  /// Adds the given rows of another batch, in their order. Tables are carried over whole.
  package mutating func append(contentsOf other: SpanBatch, rows: [Int]) {
    append(other, rows: rows)
  }

  private mutating func append(_ other: SpanBatch, rows: [Int]?) {
    if isEmpty && strings.count == 1 && rows == nil {
      self = other
      return
    }
    let map = CodeMap(of: other, into: &self)
    for row in rows ?? Array(0..<other.count) {
      traceIDs.append(other.traceIDs[row])
      spanIDs.append(other.spanIDs[row])
      parentSpanIDs.append(other.parentSpanIDs[row])
      startTimes.append(other.startTimes[row])
      endTimes.append(other.endTimes[row])
      names.append(map.strings[Int(other.names[row])])
      kinds.append(other.kinds[row])
      statusCodes.append(other.statusCodes[row])
      flags.append(other.flags[row])
      resourceIndexes.append(map.resources[Int(other.resourceIndexes[row])])
      scopeIndexes.append(map.scopes[Int(other.scopeIndexes[row])])
      detailIndexes.append(map.details[Int(other.detailIndexes[row])])
      attributes.append(carry(other.attributes[row], of: other, map))
      for event in other.events[other.eventRange(of: row)] {
        var event = event
        event.name = map.strings[Int(event.name)]
        event.attributes = carry(event.attributes, of: other, map)
        events.append(event)
      }
      eventEnds.append(UInt32(events.count))
      for link in other.links[other.linkRange(of: row)] {
        var link = link
        link.traceState = map.strings[Int(link.traceState)]
        link.attributes = carry(link.attributes, of: other, map)
        links.append(link)
      }
      linkEnds.append(UInt32(links.count))
    }
  }

  /// Copies the payloads of a list, translating those that are codes.
  @inline(__always)
  fileprivate mutating func carry(_ list: AttributeList, of other: SpanBatch, _ map: CodeMap) -> AttributeList {
    if list.shape == 0 { return .empty }
    let first = UInt32(payloads.count)
    var source = Int(list.firstPayload)
    for slot in other.shapes.bounds(of: list.shape) {
      let payload = other.payloads[source]
      payloads.append(other.shapes.slots[slot].kind.isTableCode ? UInt64(map.strings[Int(payload)]) : payload)
      source += 1
    }
    return AttributeList(shape: map.shapes[Int(list.shape)], firstPayload: first)
  }
}

/// What each code of one batch is called in another.
private struct CodeMap {
  var strings: [StringCode]
  var shapes: [ShapeCode] = []
  var resources: [UInt32] = []
  var scopes: [UInt32] = []
  var details: [UInt32]

  init(of other: SpanBatch, into batch: inout SpanBatch) {
    strings = (0..<StringCode(other.strings.count)).map { batch.strings.intern(other.strings[$0]) }
    details = []
    for shape in 0..<ShapeCode(other.shapes.count) {
      let slots = other.shapes[shape].map { AttributeSlot(key: strings[Int($0.key)], kind: $0.kind) }
      shapes.append(batch.shapes.intern(slots))
    }
    for entry in other.resources {
      var entry = entry
      entry.attributes = batch.carry(entry.attributes, of: other, self)
      entry.schemaURL = strings[Int(entry.schemaURL)]
      entry.serviceName = strings[Int(entry.serviceName)]
      resources.append(batch.intern(entry))
    }
    for entry in other.scopes {
      var entry = entry
      entry.name = strings[Int(entry.name)]
      entry.version = strings[Int(entry.version)]
      entry.attributes = batch.carry(entry.attributes, of: other, self)
      entry.schemaURL = strings[Int(entry.schemaURL)]
      scopes.append(batch.intern(entry))
    }
    for entry in other.details {
      var entry = entry
      entry.statusMessage = strings[Int(entry.statusMessage)]
      entry.traceState = strings[Int(entry.traceState)]
      details.append(batch.intern(entry))
    }
  }
}
