import TelemetryModel

/// Finds spans that were sent more than once: same trace ID, span ID and kind, and everything else the same too.
///
/// Spans that share their IDs and differ anywhere are different spans (Zipkin's client and server halves, say). Equal
/// codes mean equal values, because the batch was made by appending: its tables hold nothing twice.
enum DuplicateRows {
  /// How many rows of equal hash are compared. More of them are no resends, but made to cost time.
  private static let comparisonLimit = 16

  /// The rows without later copies of earlier ones; `nil` when there are no copies.
  static func distinctRows(of batch: borrowing SpanBatch) -> [Int]? {
    var slotCount = 64
    while slotCount < batch.count * 2 { slotCount *= 2 }
    // A slot holds a row number plus one.
    var slots = [UInt32](repeating: 0, count: slotCount)
    var hashes: [UInt32] = []
    hashes.reserveCapacity(batch.count)
    var copies: Set<Int> = []
    for row in 0..<batch.count {
      let hash = hash(of: row, in: batch)
      hashes.append(hash)
      var slot = Int(hash) & (slotCount - 1)
      var comparisonCount = 0
      while slots[slot] != 0 {
        let other = Int(slots[slot]) - 1
        if hashes[other] == hash, comparisonCount < comparisonLimit {
          comparisonCount += 1
          if isEqual(row, other, in: batch) {
            copies.insert(row)
            break
          }
        }
        slot = (slot + 1) & (slotCount - 1)
      }
      if slots[slot] == 0 { slots[slot] = UInt32(row + 1) }
    }
    return copies.isEmpty ? nil : (0..<batch.count).filter { !copies.contains($0) }
  }

  private static func hash(of row: Int, in batch: borrowing SpanBatch) -> UInt32 {
    var hash = WordHash()
    hash.combine(batch.traceIDs[row].high)
    hash.combine(batch.traceIDs[row].low)
    hash.combine(batch.spanIDs[row].rawValue)
    hash.combine(batch.startTimes[row].nanoseconds)
    hash.combine(batch.endTimes[row].nanoseconds)
    hash.combine(UInt64(batch.names[row]) << 32 | UInt64(UInt32(bitPattern: batch.kinds[row].rawValue)))
    let list = batch.attributes[row]
    hash.combine(UInt64(list.shape))
    // As `payloadRange`, which counts references: it asks for the tables through a protocol.
    let first = Int(list.firstPayload)
    for place in first..<first + batch.shapes.slotCount(of: list.shape) { hash.combine(batch.payloads[place]) }
    return UInt32(truncatingIfNeeded: hash.value)
  }

  private static func isEqual(_ left: Int, _ right: Int, in batch: borrowing SpanBatch) -> Bool {
    guard
      batch.traceIDs[left] == batch.traceIDs[right], batch.spanIDs[left] == batch.spanIDs[right],
      batch.kinds[left] == batch.kinds[right], batch.parentSpanIDs[left] == batch.parentSpanIDs[right],
      batch.startTimes[left] == batch.startTimes[right], batch.endTimes[left] == batch.endTimes[right],
      batch.names[left] == batch.names[right], batch.statusCodes[left] == batch.statusCodes[right],
      batch.flags[left] == batch.flags[right], batch.resourceIndexes[left] == batch.resourceIndexes[right],
      batch.scopeIndexes[left] == batch.scopeIndexes[right], batch.detailIndexes[left] == batch.detailIndexes[right],
      isEqual(batch.attributes[left], batch.attributes[right], in: batch)
    else { return false }
    return hasEqualEvents(left, right, in: batch) && hasEqualLinks(left, right, in: batch)
  }

  private static func hasEqualEvents(_ left: Int, _ right: Int, in batch: borrowing SpanBatch) -> Bool {
    let leftEvents = batch.events[batch.eventRange(of: left)]
    let rightEvents = batch.events[batch.eventRange(of: right)]
    guard leftEvents.count == rightEvents.count else { return false }
    for (left, right) in zip(leftEvents, rightEvents) {
      guard
        left.time == right.time, left.name == right.name,
        left.droppedAttributesCount == right.droppedAttributesCount,
        isEqual(left.attributes, right.attributes, in: batch)
      else { return false }
    }
    return true
  }

  private static func hasEqualLinks(_ left: Int, _ right: Int, in batch: borrowing SpanBatch) -> Bool {
    let leftLinks = batch.links[batch.linkRange(of: left)]
    let rightLinks = batch.links[batch.linkRange(of: right)]
    guard leftLinks.count == rightLinks.count else { return false }
    for (left, right) in zip(leftLinks, rightLinks) {
      guard
        left.traceID == right.traceID, left.spanID == right.spanID, left.traceState == right.traceState,
        left.droppedAttributesCount == right.droppedAttributesCount, left.flags == right.flags,
        isEqual(left.attributes, right.attributes, in: batch)
      else { return false }
    }
    return true
  }

  private static func isEqual(_ left: AttributeList, _ right: AttributeList, in batch: borrowing SpanBatch) -> Bool {
    left.shape == right.shape
      && batch.payloads[batch.payloadRange(of: left)] == batch.payloads[batch.payloadRange(of: right)]
  }
}
