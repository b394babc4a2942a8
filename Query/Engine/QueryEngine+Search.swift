package import TelemetryModel
package import TelemetryStorage

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
    try forEachTrace(of: try traceIDs(of: query, until: deadline), .whole, until: deadline) {
      batch throws(QueryError) in
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

  /// The same for a condition of any form.
  package func traceIDs(with condition: SpanCondition, limit: TraceLimit) throws(QueryError) -> [TraceID] {
    try traceIDs(with: condition, limit: limit.count, until: Deadline(after: limits.timeout))
  }

  private func traceIDs(of query: TraceQuery, until deadline: Deadline) throws(QueryError) -> [TraceID] {
    try query.validate()
    return try traceIDs(with: query.condition, limit: query.limit.count, until: deadline)
  }

  /// The traces with a span that fulfils a condition, newest first.
  ///
  /// Stops as soon as no older span can bring a further trace among the newest.
  func traceIDs(
    with condition: SpanCondition, limit: Int, until deadline: Deadline
  ) throws(QueryError) -> [TraceID] {
    let hint = condition.requirements
    var newest = NewestTraces(capacity: limit)
    if hint.isNever { return [] }
    try scan(hint) { portion throws(QueryError) in
      try deadline.check()
      if let threshold = newest.threshold, portion.latestStart < threshold { return .stop }
      try offerMatches(of: condition, in: portion, to: &newest, until: deadline)
      newest.trim()
      return .continue
    }
    return newest.winners
  }

  private func offerMatches(
    of condition: SpanCondition, in portion: ScanPortion, to newest: inout NewestTraces, until deadline: Deadline
  ) throws(QueryError) {
    // What starts too early to win need not be looked at any closer.
    let wanted = newest.threshold.map { SpanCondition.all([.start(notBefore: $0), condition]) } ?? condition
    var failure: QueryError?
    do {
      try portion.matches(wanted) { matches in
        do throws(QueryError) {
          try deadline.check()
        } catch {
          failure = error
          return .stop
        }
        for match in matches { newest.offer(match.traceID, start: match.start) }
        return .continue
      }
    } catch {
      throw QueryError(error)
    }
    if let failure { throw failure }
  }
}

extension TraceQuery {
  fileprivate func validate() throws(QueryError) {
    guard tags.count <= QueryLimits.tagCount else {
      throw QueryError(.invalidQuery, "more than \(QueryLimits.tagCount) tags")
    }
  }
}
