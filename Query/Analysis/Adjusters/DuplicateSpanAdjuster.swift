import TelemetryModel

/// Drops spans that equal an earlier one in every field, resource and scope included: what a sender resent.
///
/// Runs after `SortingAdjuster`, so that the order of attributes does not count. O(n).
package struct DuplicateSpanAdjuster: TraceAdjuster {
  package init() {}

  package func adjust(_ trace: inout AdjustedTrace) {
    let suspects = suspects(in: trace.batch)
    if suspects.isEmpty { return }
    let contents = SpanContents(trace.batch)
    var seen: Set<[UInt64]> = []
    let kept = (0..<trace.batch.count).filter { row in
      !suspects.contains(row) || seen.insert(contents.words(of: row)).inserted
    }
    if kept.count < trace.batch.count { trace.keep(rows: kept) }
  }

  /// The rows that agree with another row in their main fields.
  private func suspects(in batch: SpanBatch) -> Set<Int> {
    struct Outline: Hashable {
      let id: SpanID
      let start: Timestamp
      let end: Timestamp
      let name: StringCode
    }
    var firstRows: [Outline: Int] = [:]
    var suspects: Set<Int> = []
    for row in 0..<batch.count {
      let outline = Outline(
        id: batch.spanIDs[row], start: batch.startTimes[row], end: batch.endTimes[row], name: batch.names[row])
      if let first = firstRows[outline] {
        suspects.formUnion([first, row])
      } else {
        firstRows[outline] = row
      }
    }
    return suspects
  }
}

/// Spans as sequences of words that are equal exactly when the spans are.
private struct SpanContents {
  private let batch: SpanBatch
  /// The first index of an equal resource or scope: a batch may hold equal ones twice.
  private let resources: [UInt64]
  private let scopes: [UInt64]

  private struct ResourceContent: Hashable {
    let words: [UInt64]
    let entityReferences: [EntityReference]
  }

  init(_ batch: SpanBatch) {
    self.batch = batch
    resources = Self.firstIndexes(
      batch.resources.map { entry in
        var words = [UInt64(entry.droppedAttributesCount), UInt64(entry.schemaURL)]
        Self.append(entry.attributes, of: batch, to: &words)
        return ResourceContent(words: words, entityReferences: entry.entityReferences)
      })
    scopes = Self.firstIndexes(
      batch.scopes.map { entry in
        var words = [entry.name, entry.version, entry.schemaURL, entry.droppedAttributesCount].map(UInt64.init)
        Self.append(entry.attributes, of: batch, to: &words)
        return words
      })
  }

  func words(of row: Int) -> [UInt64] {
    let details = batch.details[Int(batch.detailIndexes[row])]
    var words: [UInt64] = [
      batch.traceIDs[row].high, batch.traceIDs[row].low, batch.spanIDs[row].rawValue,
      batch.parentSpanIDs[row].rawValue, batch.startTimes[row].nanoseconds, batch.endTimes[row].nanoseconds,
      UInt64(batch.names[row]), UInt64(bitPattern: Int64(batch.kinds[row].rawValue)),
      UInt64(bitPattern: Int64(batch.statusCodes[row].rawValue)), UInt64(batch.flags[row]),
      resources[Int(batch.resourceIndexes[row])], scopes[Int(batch.scopeIndexes[row])],
      UInt64(details.statusMessage), UInt64(details.traceState), UInt64(details.droppedAttributesCount),
      UInt64(details.droppedEventsCount), UInt64(details.droppedLinksCount),
      UInt64(batch.eventRange(of: row).count), UInt64(batch.linkRange(of: row).count),
    ]
    Self.append(batch.attributes[row], of: batch, to: &words)
    for event in batch.events[batch.eventRange(of: row)] {
      words += [event.time.nanoseconds, UInt64(event.name), UInt64(event.droppedAttributesCount)]
      Self.append(event.attributes, of: batch, to: &words)
    }
    for link in batch.links[batch.linkRange(of: row)] {
      words += [link.traceID.high, link.traceID.low, link.spanID.rawValue]
      words += [link.traceState, link.flags, link.droppedAttributesCount].map(UInt64.init)
      Self.append(link.attributes, of: batch, to: &words)
    }
    return words
  }

  private static func append(_ list: AttributeList, of batch: SpanBatch, to words: inout [UInt64]) {
    words.append(UInt64(list.shape))
    words += batch.payloads[batch.payloadRange(of: list)]
  }

  private static func firstIndexes<Content: Hashable>(_ contents: [Content]) -> [UInt64] {
    var firsts: [Content: UInt64] = [:]
    return contents.enumerated().map { index, content in
      if let first = firsts[content] { return first }
      firsts[content] = UInt64(index)
      return UInt64(index)
    }
  }
}
