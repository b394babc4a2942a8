import TelemetryModel
import TelemetryStorage

extension QueryEngine {
  /// Everything under one ID: a trace ID, or what services write under one of `correlationKeys`.
  ///
  /// One business ID may tie many traces. From each, links are followed both ways, `QueryLimits.correlationDepth` steps
  /// far. Value filters of segments lead to the traces without a scan.
  package func correlated(with id: String) throws(QueryError) -> Correlated {
    guard !id.isEmpty else { throw QueryError(.invalidQuery, "a correlation ID is not empty") }
    let deadline = Deadline(after: limits.timeout)
    var collection = Collection(limit: limits.correlatedTraceCount)
    try collection.add(seeds(of: id, until: deadline)) { trace throws(QueryError) in try stored(trace) }
    for _ in 0..<QueryLimits.correlationDepth {
      var next: [TraceID] = []
      for trace in collection.takeUnfollowed() {
        try deadline.check()
        next += trace.links.map(\.traceID)
        let linking = SpanCondition.linkedTraceID(trace.traceIDs[0])
        next += try traceIDs(with: linking, limit: limits.correlatedTraceCount, until: deadline)
      }
      try collection.add(next) { trace throws(QueryError) in try stored(trace) }
    }
    try checkSize(collection.traces)
    var result = Correlated()
    result.traces = collection.traces
    result.isCutShort = collection.isCutShort
    try collectLogs(id, Set(collection.traces.map { $0.traceIDs[0] }), into: &result, until: deadline)
    return result
  }

  private func seeds(
    of id: String, until deadline: Deadline
  ) throws(QueryError) -> [TraceID] {
    // One more than fits tells whether there are more.
    let limit = limits.correlatedTraceCount + 1
    var seeds = try traceIDs(with: .correlationID(id, correlationKeys), limit: limit, until: deadline)
    if let trace = TraceID(hex: id), trace.isValid { seeds.insert(trace, at: 0) }
    return seeds
  }

  private func stored(_ id: TraceID) throws(QueryError) -> SpanBatch {
    try reading { () throws(StoreError) in try source.trace(id) }
  }

  private func checkSize(_ traces: [SpanBatch]) throws(QueryError) {
    guard traces.reduce(0, { $0 + $1.estimatedByteCount }) <= limits.resultByteCount else {
      throw QueryError(
        .resultTooLarge, "the traces of this ID hold more than \(limits.resultByteCount >> 20) MiB of spans")
    }
  }

  /// The traces found so far, each once.
  private struct Collection {
    private(set) var traces: [SpanBatch] = []
    private(set) var isCutShort = false
    private var seen: Set<TraceID> = []
    private var followedCount = 0
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    mutating func add(
      _ ids: [TraceID], _ read: (TraceID) throws(QueryError) -> SpanBatch
    ) throws(QueryError) {
      for id in ids where id.isValid && seen.insert(id).inserted {
        guard traces.count < limit else {
          isCutShort = true
          return
        }
        let trace = try read(id)
        if !trace.isEmpty { traces.append(trace) }
      }
    }

    /// The traces whose links nobody has asked for yet.
    mutating func takeUnfollowed() -> ArraySlice<SpanBatch> {
      defer { followedCount = traces.count }
      return traces[followedCount...]
    }
  }
}
