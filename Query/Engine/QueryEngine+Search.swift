package import TelemetryModel
import TelemetryStorage

extension QueryEngine {
  /// The newest traces that fulfil a query, whole, newest first.
  ///
  /// A trace is as new as its newest span that fulfils the query.
  package func search(_ query: TraceQuery) throws(QueryError) -> [SpanBatch] {
    var traces: [SpanBatch] = []
    try search(query) { trace in traces.append(trace) }
    return traces
  }

  /// The same, one trace after the other, so that only one of them need be held.
  package func search(
    _ query: TraceQuery, _ visit: (SpanBatch) throws(QueryError) -> Void
  ) throws(QueryError) {
    let deadline = Deadline(after: limits.timeout)
    var byteCount = 0
    for id in try traceIDs(of: query, until: deadline) {
      try deadline.check()
      let batch: SpanBatch
      do {
        batch = try source.trace(id)
      } catch {
        throw QueryError(error)
      }
      if batch.isEmpty { continue }  // Retention removed it since the scan.
      byteCount += batch.estimatedByteCount
      guard byteCount <= limits.resultByteCount else {
        throw QueryError(
          .resultTooLarge,
          "the traces found hold more than \(limits.resultByteCount >> 20) MiB of spans; lower the limit")
      }
      try visit(batch)
    }
  }

  /// The IDs of the traces that a search returns, newest first.
  package func traceIDs(of query: TraceQuery) throws(QueryError) -> [TraceID] {
    try traceIDs(of: query, until: Deadline(after: limits.timeout))
  }

  /// Stops as soon as no older span can bring a further trace among the newest.
  private func traceIDs(of query: TraceQuery, until deadline: Deadline) throws(QueryError) -> [TraceID] {
    try query.validate()
    let condition = query.condition
    var newest = NewestTraces(capacity: query.limit.count)
    try scan(query.scanHint) { portion throws(QueryError) in
      try deadline.check()
      if let threshold = newest.threshold, portion.latestStart < threshold { return .stop }
      try offerMatches(of: condition, in: try portion.batch(), to: &newest, until: deadline)
      newest.trim()
      return .continue
    }
    return newest.winners
  }

  private func offerMatches(
    of condition: SpanCondition, in batch: SpanBatch, to newest: inout NewestTraces, until deadline: Deadline
  ) throws(QueryError) {
    let compiled = CompiledCondition(condition, for: batch)
    if compiled.isNever { return }
    for start in stride(from: 0, to: batch.count, by: QueryLimits.rowsPerDeadlineCheck) {
      try deadline.check()
      let range = start..<min(start + QueryLimits.rowsPerDeadlineCheck, batch.count)
      for row in compiled.rows(in: range, of: batch) {
        newest.offer(batch.traceIDs[row], start: batch.startTimes[row])
      }
    }
  }
}

extension TraceQuery {
  fileprivate func validate() throws(QueryError) {
    guard tags.count <= QueryLimits.tagCount else {
      throw QueryError(.invalidQuery, "more than \(QueryLimits.tagCount) tags")
    }
  }
}
