package import TelemetryModel
package import TelemetryStorage

extension QueryEngine {
  /// Offers the newest traces with a span that fulfils a search, newest first, one after the other.
  ///
  /// - Parameter detail: `outline` reads far less; see `SpanDetail` for what a trace lacks then.
  package func search(
    _ search: SpanSearch, _ detail: SpanDetail = .whole, _ visit: (SpanBatch) throws(QueryError) -> Void
  ) throws(QueryError) {
    guard search.query.tags.count <= QueryLimits.tagCount else {
      throw QueryError(.invalidQuery, "more than \(QueryLimits.tagCount) attributes")
    }
    let deadline = Deadline(after: limits.timeout)
    let ids = try traceIDs(with: try search.condition(), limit: search.query.limit.count, until: deadline)
    try forEachTrace(of: ids, detail, until: deadline, visit)
  }
}
