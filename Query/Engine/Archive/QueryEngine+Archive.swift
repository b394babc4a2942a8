package import TelemetryModel
package import TelemetryStorage

// Keeping single traces for longer than the rest. Reading one by its ID is no matter of these: the store joins its copy.
extension QueryEngine {
  /// Copies a trace into the archive. Throws `traceNotFound`; `storage` when there is no archive or no room in it.
  package func archive(_ id: TraceID) throws(QueryError) -> ArchivedTrace {
    let archive = try configuredArchive()
    guard let trace = try reading({ () throws(StoreError) in try archive.archive(id) }) else {
      throw QueryError(.traceNotFound, "trace not found")
    }
    return trace
  }

  /// Removes a trace from the archive. Throws `traceNotFound` when it is not in it.
  package func removeFromArchive(_ id: TraceID) throws(QueryError) {
    let archive = try configuredArchive()
    guard try reading({ () throws(StoreError) in try archive.removeFromArchive(id) }) else {
      throw QueryError(.traceNotFound, "the trace is not in the archive")
    }
  }

  /// Offers the traces that were archived last, the last first, each with its spans as reading it by its ID gives them.
  /// Without spans, its copy is damaged.
  ///
  /// - Parameter id: the one that is asked for; all when there is none.
  /// - Returns: What the archive holds in all.
  package func archivedTraces(
    limit: Int, only id: TraceID? = nil, _ visit: (ArchivedTrace, SpanBatch) throws(QueryError) -> Void
  ) throws(QueryError) -> ArchiveFigures {
    guard (1...QueryLimits.archivedTraceCount).contains(limit) else {
      throw QueryError(.invalidQuery, "an answer lists 1 to \(QueryLimits.archivedTraceCount) archived traces")
    }
    let archive = try configuredArchive()
    let deadline = Deadline(after: limits.timeout)
    let (traces, figures) = try reading { () throws(StoreError) in try archive.archivedTraces(limit: limit, only: id) }
    for trace in traces {
      try deadline.check()
      try visit(trace, try reading { () throws(StoreError) in try source.trace(trace.traceID) })
    }
    return figures
  }

  private func configuredArchive() throws(QueryError) -> any TraceArchive {
    // Jaeger's words.
    guard let archive else { throw QueryError(.storage, "archive span storage was not configured") }
    return archive
  }
}
