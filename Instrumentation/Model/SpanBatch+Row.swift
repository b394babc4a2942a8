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
