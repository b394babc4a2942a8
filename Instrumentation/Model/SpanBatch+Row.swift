extension SpanBatch {
  /// Row `row`, materialised. O(size of the span).
  package func span(at row: Int) -> Span {
    let details = details[Int(detailIndexes[row])]
    return Span(
      traceID: traceIDs[row], spanID: spanIDs[row], parentSpanID: parentSpanIDs[row],
      traceState: strings.text(details.traceState), flags: flags[row], name: strings.text(names[row]),
      kind: kinds[row], startTime: startTimes[row], endTime: endTimes[row],
      attributes: attributes(in: attributes[row]), droppedAttributesCount: details.droppedAttributesCount,
      events: events[eventRange(of: row)].map(event), droppedEventsCount: details.droppedEventsCount,
      links: links[linkRange(of: row)].map(link), droppedLinksCount: details.droppedLinksCount,
      status: SpanStatus(statusCodes[row], message: strings.text(details.statusMessage)),
      resource: resource(at: Int(resourceIndexes[row])), scope: scope(at: Int(scopeIndexes[row])))
  }

  /// All rows, materialised.
  package var spans: [Span] { (0..<count).map(span) }

  package func resource(at index: Int) -> Resource {
    let entry = resources[index]
    return Resource(
      attributes: attributes(in: entry.attributes), droppedAttributesCount: entry.droppedAttributesCount,
      schemaURL: strings.text(entry.schemaURL), entityReferences: entry.entityReferences)
  }

  package func scope(at index: Int) -> InstrumentationScope {
    let entry = scopes[index]
    return InstrumentationScope(
      name: strings.text(entry.name), version: strings.text(entry.version),
      attributes: attributes(in: entry.attributes), droppedAttributesCount: entry.droppedAttributesCount,
      schemaURL: strings.text(entry.schemaURL))
  }

  package func attributes(in list: AttributeList) -> [Attribute] {
    zip(shapes[list.shape], payloads[payloadRange(of: list)]).map { slot, payload in
      Attribute(strings.text(slot.key), value(of: slot.kind, payload))
    }
  }

  package func value(of kind: AttributeKind, _ payload: UInt64) -> AttributeValue {
    let code = StringCode(truncatingIfNeeded: payload)
    return switch kind {
    case .empty: .empty
    case .string: .string(strings.text(code))
    case .bool: .bool(payload != 0)
    case .int: .int(Int64(bitPattern: payload))
    case .double: .double(Double(bitPattern: payload))
    case .bytes: .bytes(Array(strings[code]))
    case .composite: CompositeValue.decode(strings[code])
    }
  }

  private func event(_ entry: EventEntry) -> SpanEvent {
    SpanEvent(
      time: entry.time, name: strings.text(entry.name), attributes: attributes(in: entry.attributes),
      droppedAttributesCount: entry.droppedAttributesCount)
  }

  private func link(_ entry: LinkEntry) -> SpanLink {
    SpanLink(
      traceID: entry.traceID, spanID: entry.spanID, traceState: strings.text(entry.traceState),
      attributes: attributes(in: entry.attributes), droppedAttributesCount: entry.droppedAttributesCount,
      flags: entry.flags)
  }
}
