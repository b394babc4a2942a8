package import TelemetryModel

extension SpanBatch: ComparableRows {
  /// Every field of a row, by name; texts as bytes.
  package func content(of row: Int) -> [RowField] {
    let details = details[Int(detailIndexes[row])]
    var fields = [
      RowField("trace ID", traceIDs[row].high, traceIDs[row].low), RowField("span ID", spanIDs[row].rawValue),
      RowField("parent", parentSpanIDs[row].rawValue), RowField("start", startTimes[row].nanoseconds),
      RowField("end", endTimes[row].nanoseconds), RowField("name", strings[names[row]]),
      RowField("kind", UInt64(bitPattern: Int64(kinds[row].rawValue))),
      RowField("status", UInt64(bitPattern: Int64(statusCodes[row].rawValue))), RowField("flags", UInt64(flags[row])),
      RowField("status message", strings[details.statusMessage]), RowField("trace state", strings[details.traceState]),
      RowField("dropped", UInt64(details.droppedAttributesCount), UInt64(details.droppedEventsCount)),
      RowField("dropped links", UInt64(details.droppedLinksCount)),
    ]
    fields += content(of: attributes[row]) + originContent(of: row)
    for event in events[eventRange(of: row)] {
      fields.append(
        RowField("event", strings[event.name], event.time.nanoseconds, UInt64(event.droppedAttributesCount)))
      fields += content(of: event.attributes)
    }
    for link in links[linkRange(of: row)] {
      fields.append(
        RowField("link", strings[link.traceState], link.traceID.high, link.traceID.low, link.spanID.rawValue))
      fields.append(RowField("link numbers", UInt64(link.droppedAttributesCount), UInt64(link.flags)))
      fields += content(of: link.attributes)
    }
    return fields
  }
}
