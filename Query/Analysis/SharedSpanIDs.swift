import TelemetryModel

/// Separates the server halves of calls from the client halves whose span ID they share, as Zipkin's clients send them.
enum SharedSpanIDs {
  /// Gives every server span that has its ID in common with a client span a fresh ID.
  ///
  /// The old ID becomes its parent, and spans that were children of the old ID become children of the server span.
  /// Server spans that are copies of one another get the same fresh ID, so that they remain recognisable as copies.
  /// Fresh IDs count up from 1 past those in use. O(n).
  static func separate(in batch: SpanBatch, spanIDs: inout [SpanID], parentSpanIDs: inout [SpanID]) {
    let clientIDs = Set(spanIDs.indices.lazy.filter { batch.kinds[$0] == .client }.map { batch.spanIDs[$0] })
    let shared = spanIDs.indices.filter { batch.kinds[$0] == .server && clientIDs.contains(batch.spanIDs[$0]) }
    if shared.isEmpty { return }

    let used = Set(spanIDs)
    var lastID: UInt64 = 0
    var freshIDs: [Half: SpanID] = [:]
    var serverIDs: [SpanID: SpanID] = [:]
    for row in shared {
      let id = spanIDs[row]
      let half = Half(id: id, start: batch.startTimes[row], end: batch.endTimes[row], name: batch.names[row])
      let fresh = freshIDs[half] ?? nextUnusedID(after: &lastID, used)
      freshIDs[half] = fresh
      serverIDs[id] = fresh
      spanIDs[row] = fresh
      parentSpanIDs[row] = id
    }
    let changed = Set(shared)
    for row in parentSpanIDs.indices where !changed.contains(row) {
      if let server = serverIDs[parentSpanIDs[row]] { parentSpanIDs[row] = server }
    }
  }

  private struct Half: Hashable {
    let id: SpanID
    let start: Timestamp
    let end: Timestamp
    let name: StringCode
  }

  /// Ends because a trace has far fewer spans than there are IDs.
  private static func nextUnusedID(after last: inout UInt64, _ used: Set<SpanID>) -> SpanID {
    repeat { last += 1 } while used.contains(SpanID(rawValue: last))
    return SpanID(rawValue: last)
  }
}
