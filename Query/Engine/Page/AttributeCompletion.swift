import TelemetryModel
import TelemetryStorage

/// Keys or values of attributes as recent spans have them, the most frequent first.
package struct AttributeCompletion: Sendable {
  package struct Entry: Hashable, Sendable {
    package let text: String
    /// In how many of the spans (or resources) that were looked at.
    package let count: Int
  }

  package let entries: [Entry]
}

extension QueryEngine {
  /// The keys of attributes on recent spans that fulfil all filters, and their resources.
  package func attributeKeys(
    service: String? = nil, filters: [SpanFilter] = [], prefix: String = "", limit: Int
  ) throws(QueryError) -> AttributeCompletion {
    try complete(service: service, filters, prefix: prefix, limit: limit) { batch, list, counts in
      for slot in batch.shapes[list.shape] { counts[slot.key, default: 0] += 1 }
    } text: { batch, code in
      batch.strings.text(code)
    }
  }

  /// The values that recent spans and their resources have under a key.
  package func attributeValues(
    of key: String, service: String? = nil, filters: [SpanFilter] = [], prefix: String = "", limit: Int
  ) throws(QueryError) -> AttributeCompletion {
    try complete(service: service, filters, prefix: prefix, limit: limit) { batch, list, counts in
      guard let wanted = batch.strings.code(of: key) else { return }
      for (offset, slot) in batch.shapes[list.shape].enumerated() where slot.key == wanted {
        let payload = batch.payloads[Int(list.firstPayload) + offset]
        counts[AttributeWord(kind: slot.kind, payload: payload), default: 0] += 1
      }
    } text: { batch, word in
      AttributeText.text(word.kind, word.payload, in: batch)
    }
  }

  /// Looks at the newest portions, a few and not for long: what completion shows need not be complete.
  private func complete<Word: Hashable>(
    service: String?, _ filters: [SpanFilter], prefix: String, limit: Int,
    _ count: (SpanBatch, AttributeList, inout [Word: Int]) -> Void, text: (SpanBatch, Word) -> String
  ) throws(QueryError) -> AttributeCompletion {
    let condition = SpanCondition.all(filters.map(\.condition))
    let hint = SpanCondition.all(service.map { [.service($0), condition] } ?? [condition]).requirements
    if hint.isNever { return AttributeCompletion(entries: []) }
    let deadline = Deadline(after: QueryLimits.completionTimeout)
    var totals: [String: Int] = [:]
    var portionCount = 0
    try scan(hint) { portion throws(QueryError) in
      let batch = try portion.batch()
      var counts: [Word: Int] = [:]
      let rows = CompiledCondition(condition, for: batch)
        .rows(in: 0..<min(batch.count, QueryLimits.completionRowCount), of: batch)
      for row in rows { count(batch, batch.attributes[row], &counts) }
      for resource in Set(rows.map { batch.resourceIndexes[$0] }) {
        count(batch, batch.resources[Int(resource)].attributes, &counts)
      }
      for (word, number) in counts {
        let text = text(batch, word)
        guard text.utf8.count <= QueryLimits.completionByteCount, prefix.isEmpty || text.hasPrefix(prefix) else {
          continue
        }
        totals[text, default: 0] += number
      }
      portionCount += 1
      return deadline.isOver || portionCount == QueryLimits.completionPortionCount ? .stop : .continue
    }
    let ranking = totals.sorted { ($0.value, $1.key) > ($1.value, $0.key) }
    return AttributeCompletion(
      entries: ranking.prefix(limit).map { AttributeCompletion.Entry(text: $0.key, count: $0.value) })
  }
}

/// A value as a batch holds it.
private struct AttributeWord: Hashable {
  let kind: AttributeKind
  let payload: UInt64
}
