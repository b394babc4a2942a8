package import TelemetryModel
import TelemetryStorage

extension QueryEngine {
  /// Offers the newest traces with a span that fulfils a search, whole, newest first, one after the other.
  package func search(
    _ search: SpanSearch, _ visit: (SpanBatch) throws(QueryError) -> Void
  ) throws(QueryError) {
    guard search.query.tags.count <= QueryLimits.tagCount else {
      throw QueryError(.invalidQuery, "more than \(QueryLimits.tagCount) attributes")
    }
    let deadline = Deadline(after: limits.timeout)
    for id in try traceIDs(with: try search.condition(), limit: search.query.limit.count, until: deadline) {
      try deadline.check()
      let batch = try reading { () throws(StoreError) in try source.trace(id) }
      // Empty when retention removed it since the scan.
      if !batch.isEmpty { try visit(batch) }
    }
  }
}
