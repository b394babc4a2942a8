import TelemetryModel
import TelemetryStorage

extension QueryEngine {
  /// Offers stored traces one after the other, in the order of their IDs; those that are not there any more are left out.
  ///
  /// They are read in groups, for many at once cost a store much less. A group that turns out too large is read again
  /// as smaller ones.
  func forEachTrace(
    of ids: [TraceID], _ detail: SpanDetail, until deadline: Deadline, _ visit: (SpanBatch) throws(QueryError) -> Void
  ) throws(QueryError) {
    var rest = ids[...]
    var size = limits.groupTraceCount
    while !rest.isEmpty {
      let ids = rest.prefix(size)
      guard let group = try traces(ids, detail, until: deadline) else {
        size = max(1, ids.count / 2)
        continue
      }
      for id in ids {
        try deadline.check()
        let trace = group.trace(id)
        // Empty when retention removed it since the scan.
        if !trace.isEmpty { try visit(trace) }
      }
      rest = rest.dropFirst(size)
      size = min(size * 2, limits.groupTraceCount)
    }
  }

  /// `nil` when these traces hold more than `QueryLimits.groupByteCount`. A single trace is read whatever its size.
  private func traces(
    _ ids: ArraySlice<TraceID>, _ detail: SpanDetail, until deadline: Deadline
  ) throws(QueryError) -> TraceGroup? {
    var group = TraceGroup()
    var isTooLarge = false
    var failure: QueryError?
    try reading { () throws(StoreError) in
      try source.traces(Set(ids), detail) { spans in
        do throws(QueryError) {
          try deadline.check()
        } catch {
          failure = error
          return .stop
        }
        group.add(spans)
        isTooLarge = ids.count > 1 && group.byteCount > limits.groupByteCount
        return isTooLarge ? .stop : .continue
      }
    }
    if let failure { throw failure }
    return isTooLarge ? nil : group
  }
}

/// Spans of several traces as a store offers them.
private struct TraceGroup {
  private var spans = SpanBatch()
  private var rows: [TraceID: [Int]] = [:]

  var byteCount: Int { spans.estimatedByteCount }

  mutating func add(_ batch: SpanBatch) {
    let first = spans.count
    spans.append(contentsOf: batch)
    for row in first..<spans.count { rows[spans.traceIDs[row], default: []].append(row) }
  }

  func trace(_ id: TraceID) -> SpanBatch {
    if rows.count == 1, rows[id] != nil { return spans }
    var trace = SpanBatch()
    trace.append(contentsOf: spans, rows: rows[id] ?? [])
    return trace
  }
}
