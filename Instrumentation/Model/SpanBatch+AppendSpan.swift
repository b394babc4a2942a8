extension SpanBatch {
  /// A batch of materialised spans, in their order.
  package init(_ spans: some Sequence<Span>) {
    self.init()
    for span in spans { append(span) }
  }

  /// Adds one materialised span as the last row.
  package mutating func append(_ span: Span) {
    traceIDs.append(span.traceID)
    spanIDs.append(span.spanID)
    parentSpanIDs.append(span.parentSpanID)
    startTimes.append(span.startTime)
    endTimes.append(span.endTime)
    names.append(strings.intern(span.name))
    kinds.append(span.kind)
    statusCodes.append(span.status.code)
    flags.append(span.flags)
    attributes.append(appendAttributes(span.attributes))
    var details = SpanDetails()
    details.statusMessage = strings.intern(span.status.message)
    details.traceState = strings.intern(span.traceState)
    details.droppedAttributesCount = span.droppedAttributesCount
    details.droppedEventsCount = span.droppedEventsCount
    details.droppedLinksCount = span.droppedLinksCount
    detailIndexes.append(intern(details))
    for event in span.events { append(event) }
    eventEnds.append(UInt32(events.count))
    for link in span.links { append(link) }
    linkEnds.append(UInt32(links.count))
    resourceIndexes.append(append(span.resource))
    scopeIndexes.append(append(span.scope))
  }

  private mutating func append(_ event: SpanEvent) {
    let entry = EventEntry(
      time: event.time, name: strings.intern(event.name), attributes: appendAttributes(event.attributes),
      droppedAttributesCount: event.droppedAttributesCount)
    events.append(entry)
  }

  private mutating func append(_ link: SpanLink) {
    let entry = LinkEntry(
      traceID: link.traceID, spanID: link.spanID, traceState: strings.intern(link.traceState),
      attributes: appendAttributes(link.attributes), droppedAttributesCount: link.droppedAttributesCount,
      flags: link.flags)
    links.append(entry)
  }
}
