import TelemetryModel

/// Writes the tables and the structure of a segment, the streams of the core that hold neither times nor attributes.
///
///     stream "tables", all varints unless said otherwise
///       spans, traces, events, links
///       how many keys there are with the extras and without those that only resources and scopes have
///       keys: count; per key its text
///       shapes: count; per shape: number of attributes; per attribute: key, kind (1 byte)
///       resources: count; per resource: service name, dropped attributes, schema URL, attribute list,
///         entity references: count; per reference: schema URL, type, ID keys, description keys (texts in place)
///       scopes: count; per scope: name, version, dropped attributes, schema URL, attribute list
///       forms: per category (spans, events, links): count, how many have columns of their own; then per form
///         name, shape, and for spans: service name, scope, kind (zigzag), status (zigzag), flags, extras (1 byte);
///         for events: dropped attributes; for links: dropped attributes, flags
///     A text is a dictionary code. An attribute list is a shape and its values: nothing for an empty value, a
///     dictionary code, a zigzag varint for an integer, a varint for a bool, 8 bytes for a double. Shape 0 is empty.
///
///     "trace counts"    `IndexList`: rows of each trace, less 1
///     "operations"      `IndexList`: form of each row
///     "closings"        `IndexList`: how many subtrees end before each row; 0 for the first row of a trace
///     "roots"           1 byte per row without parent: 0 has none, 1 has one outside of the tree
///     "orphan parents"  8 bytes, big-endian, per 1 in "roots"
///     "resources"       `IndexList`: resource of each row, see `ResourcePrediction`
///     "event counts", "link counts"  `IndexList`: per row
///     "event forms", "link forms"    `IndexList`: per event and link, counted from the first form of the category
///     "link targets"    1 byte per link: `LinkTarget`
///     "link IDs"        big-endian: trace ID for `other`; span ID for `other` and `sameTrace`
struct CoreWriter {
  /// By `CoreStream`; those of others stay empty.
  private(set) var streams = [[UInt8]](repeating: [], count: CoreStream.allCases.count)

  private var tables = ByteWriter()
  private var shapeNumbers: [ShapeCode: Int] = [0: 0]
  private var shapes: [ShapeCode] = [0]
  private var resources: [UInt32] = []
  private var scopes: [UInt32] = []
  private var scopeNumbers: [UInt32: Int] = [:]

  mutating func write(
    _ batch: borrowing SpanBatch, _ order: borrowing TraceOrder, _ forms: borrowing FormTable, _ keys: inout KeyTable,
    _ dictionary: inout DictionaryBuilder
  ) {
    let columnKeyCount = keys.count
    writeStructure(order)
    writeParents(batch, order)
    writeResources(batch, order)
    writeEventsAndLinks(batch, order, forms)
    streams[CoreStream.operations.rawValue] = IndexList.encode(forms.spanForms)
    writeTables(batch, order, forms, &keys, columnKeyCount, &dictionary)
    streams[CoreStream.tables.rawValue] = tables.bytes
  }

  // MARK: Structure

  private mutating func writeStructure(_ order: borrowing TraceOrder) {
    var counts: [UInt32] = []
    var closings: [UInt32] = []
    closings.reserveCapacity(order.depths.count)
    var first = 0
    for end in order.traceEnds {
      counts.append(UInt32(end - first - 1))
      closings.append(0)
      for row in first + 1..<end { closings.append(UInt32(order.depths[row - 1] + 1 - order.depths[row])) }
      first = end
    }
    streams[CoreStream.traceCounts.rawValue] = IndexList.encode(counts)
    streams[CoreStream.closings.rawValue] = IndexList.encode(closings)
  }

  private mutating func writeParents(_ batch: borrowing SpanBatch, _ order: borrowing TraceOrder) {
    var roots: [UInt8] = []
    var orphans = ByteWriter()
    for row in order.parents.indices where order.parents[row] < 0 {
      let parent = batch.parentSpanIDs[Int(order.batchRows[row])]
      roots.append(parent.isValid ? 1 : 0)
      if parent.isValid { orphans.bigEndian(parent.rawValue) }
    }
    streams[CoreStream.roots.rawValue] = roots
    streams[CoreStream.orphanParents.rawValue] = orphans.bytes
  }

  private mutating func writeResources(_ batch: borrowing SpanBatch, _ order: borrowing TraceOrder) {
    var numbers = [Int32](repeating: -1, count: batch.resources.count)
    var rows: [Int32] = []
    rows.reserveCapacity(order.batchRows.count)
    for batchRow in order.batchRows {
      let resource = batch.resourceIndexes[Int(batchRow)]
      if numbers[Int(resource)] < 0 {
        numbers[Int(resource)] = Int32(resources.count)
        resources.append(resource)
      }
      rows.append(numbers[Int(resource)])
    }
    var prediction = ResourcePrediction(services: resources.map { batch.resources[Int($0)].serviceName })
    var symbols: [UInt32] = []
    symbols.reserveCapacity(rows.count)
    var trace = 0
    for row in rows.indices {
      let parent = Int(order.parents[row])
      symbols.append(prediction.symbol(of: Int(rows[row]), parent: parent < 0 ? nil : Int(rows[parent])))
      if row + 1 == order.traceEnds[trace] {
        trace += 1
        prediction.beginTrace()
      }
    }
    streams[CoreStream.resources.rawValue] = IndexList.encode(symbols)
  }

  private mutating func writeEventsAndLinks(
    _ batch: borrowing SpanBatch, _ order: borrowing TraceOrder, _ forms: borrowing FormTable
  ) {
    var eventCounts: [UInt32] = []
    var linkCounts: [UInt32] = []
    var targets: [UInt8] = []
    var ids = ByteWriter()
    for batchRow in order.batchRows {
      let row = Int(batchRow)
      eventCounts.append(UInt32(batch.eventRange(of: row).count))
      let links = batch.linkRange(of: row)
      linkCounts.append(UInt32(links.count))
      for place in links {
        let link = batch.links[place]
        let target = LinkTarget(link, batch, row)
        targets.append(target.rawValue)
        if target == .other {
          ids.bigEndian(link.traceID.high)
          ids.bigEndian(link.traceID.low)
        }
        if target != .parent { ids.bigEndian(link.spanID.rawValue) }
      }
    }
    let firstEvent = UInt32(forms.range(of: .event).lowerBound)
    let firstLink = UInt32(forms.range(of: .link).lowerBound)
    streams[CoreStream.eventCounts.rawValue] = IndexList.encode(eventCounts)
    streams[CoreStream.eventForms.rawValue] = IndexList.encode(forms.eventForms.map { $0 - firstEvent })
    streams[CoreStream.linkCounts.rawValue] = IndexList.encode(linkCounts)
    streams[CoreStream.linkForms.rawValue] = IndexList.encode(forms.linkForms.map { $0 - firstLink })
    streams[CoreStream.linkTargets.rawValue] = targets
    streams[CoreStream.linkIDs.rawValue] = ids.bytes
  }

  // MARK: Tables

  private mutating func writeTables(
    _ batch: borrowing SpanBatch, _ order: borrowing TraceOrder, _ forms: borrowing FormTable, _ keys: inout KeyTable,
    _ columnKeyCount: Int, _ dictionary: inout DictionaryBuilder
  ) {
    // What refers to shapes and keys goes first into a buffer of its own: it decides which of them there are.
    var body = ByteWriter()
    body.varint(resources.count)
    for resource in resources { write(batch.resources[Int(resource)], batch, &dictionary, to: &body) }
    for form in forms.forms where form.category == .span && scopeNumbers[form.scope] == nil {
      scopeNumbers[form.scope] = scopes.count
      scopes.append(form.scope)
    }
    body.varint(scopes.count)
    for scope in scopes {
      let entry = batch.scopes[Int(scope)]
      body.varint(dictionary.code(of: entry.name))
      body.varint(dictionary.code(of: entry.version))
      body.varint(entry.droppedAttributesCount)
      body.varint(dictionary.code(of: entry.schemaURL))
      write(entry.attributes, batch, &dictionary, to: &body)
    }
    for category in [ItemForm.Category.span, .event, .link] {
      body.varint(forms.range(of: category).count)
      body.varint(forms.ownCount(of: category))
      for form in forms.forms[forms.range(of: category)] { write(form, &dictionary, to: &body) }
    }

    var shapeTable = ByteWriter()
    shapeTable.varint(shapes.count - 1)
    for shape in shapes.dropFirst() {
      shapeTable.varint(batch.shapes.slotCount(of: shape))
      for slot in batch.shapes[shape] {
        shapeTable.varint(Int(keys.number(of: slot.key)))
        shapeTable.byte(slot.kind.rawValue)
      }
    }
    for count in [order.batchRows.count, order.traceIDs.count, forms.eventForms.count, forms.linkForms.count] {
      tables.varint(count)
    }
    tables.varint(columnKeyCount)
    tables.varint(keys.texts.count)
    for text in keys.texts { tables.varint(dictionary.code(of: text)) }
    tables.append(shapeTable.bytes)
    tables.append(body.bytes)
  }

  private mutating func number(of shape: ShapeCode) -> Int {
    if let known = shapeNumbers[shape] { return known }
    shapeNumbers[shape] = shapes.count
    shapes.append(shape)
    return shapes.count - 1
  }

  private mutating func write(
    _ form: ItemForm, _ dictionary: inout DictionaryBuilder, to body: inout ByteWriter
  ) {
    body.varint(dictionary.code(of: form.name))
    body.varint(number(of: form.shape))
    switch form.category {
    case .span:
      body.varint(dictionary.code(of: form.service))
      body.varint(scopeNumbers[form.scope, default: 0])
      body.zigzag(Int64(form.kind))
      body.zigzag(Int64(form.statusCode))
      body.varint(form.flags)
      body.byte(form.extras.rawValue)
    case .event:
      body.varint(form.dropped)
    case .link:
      body.varint(form.dropped)
      body.varint(form.flags)
    }
  }

  private mutating func write(
    _ resource: ResourceEntry, _ batch: borrowing SpanBatch, _ dictionary: inout DictionaryBuilder,
    to body: inout ByteWriter
  ) {
    body.varint(dictionary.code(of: resource.serviceName))
    body.varint(resource.droppedAttributesCount)
    body.varint(dictionary.code(of: resource.schemaURL))
    write(resource.attributes, batch, &dictionary, to: &body)
    body.varint(resource.entityReferences.count)
    for reference in resource.entityReferences {
      body.text(reference.schemaURL)
      body.text(reference.type)
      body.texts(reference.idKeys)
      body.texts(reference.descriptionKeys)
    }
  }

  private mutating func write(
    _ list: AttributeList, _ batch: borrowing SpanBatch, _ dictionary: inout DictionaryBuilder,
    to body: inout ByteWriter
  ) {
    body.varint(number(of: list.shape))
    for (slot, payload) in zip(batch.shapes[list.shape], batch.payloads[batch.payloadRange(of: list)]) {
      switch slot.kind {
      case .empty: break
      case .string, .bytes, .composite: body.varint(dictionary.code(of: StringCode(truncatingIfNeeded: payload)))
      case .bool: body.varint(payload)
      case .int: body.zigzag(Int64(bitPattern: payload))
      case .double: body.fixed64(payload)
      }
    }
  }
}

extension ByteWriter {
  fileprivate mutating func text(_ text: String) {
    varint(text.utf8.count)
    append(text.utf8)
  }

  fileprivate mutating func texts(_ list: [String]) {
    varint(list.count)
    for element in list { text(element) }
  }
}
