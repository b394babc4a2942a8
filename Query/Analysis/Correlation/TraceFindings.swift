package import TelemetryModel

/// One trace with everything that analyses find in it.
package struct TraceFindings: Sendable {
  package let id: TraceID
  /// As it is shown: without duplicates, clocks corrected.
  package let batch: SpanBatch
  package let tree: TraceTree
  /// What the adjusters had to say, by row.
  package let warnings: [Int: [String]]
  /// How many nanoseconds the times of a row were moved, where they were: its clock differs from its caller's.
  package let clockCorrections: [Int: Int64]
  /// By row.
  package let hasFailed: [Bool]
  /// What its principal root waited for.
  package let criticalPath: CriticalPath
  package let failureOrigins: [FailureOrigin]
  package let retries: [RetryGroup]

  /// - Parameter spans: all spans of one trace, one at least, as they are stored.
  package init(_ spans: SpanBatch, maximumClockSkewNanoseconds: UInt64) {
    let adjusted = AdjustedTrace(adjusting: spans, maximumClockSkewNanoseconds: maximumClockSkewNanoseconds)
    let batch = adjusted.batch
    let tree = TraceTree(batch)
    let facts = SpanFacts(batch)
    let hasFailed = facts.failures
    id = batch.traceIDs[0]
    self.batch = batch
    self.tree = tree
    warnings = adjusted.warnings
    clockCorrections = adjusted.clockCorrections
    self.hasFailed = hasFailed
    criticalPath = CriticalPath(of: tree.principalPlace, in: tree, batch)
    failureOrigins = FailureOrigin.all(in: tree, hasFailed: hasFailed)
    retries = RetryGroup.all(in: tree, batch, hasFailed: hasFailed) { facts.has(.resendCount, $0) }
  }

  package var start: Timestamp { batch.startTimes.min() ?? Timestamp(nanoseconds: 0) }
  package var end: Timestamp { batch.endTimes.max() ?? Timestamp(nanoseconds: 0) }

  /// The places of the spans whose parents are missing.
  package var orphans: [Int] { tree.nodes.indices.filter { tree.nodes[$0].hasMissingParent } }

  package func service(of node: Int) -> String { batch.strings.text(batch.serviceName(of: tree.nodes[node].row)) }
  package func operation(of node: Int) -> String { batch.strings.text(batch.names[tree.nodes[node].row]) }

  /// Whether a span is a request to its service: a server or consumer span, or one whose parent belongs to another.
  package func isEntry(_ node: Int) -> Bool {
    let row = tree.nodes[node].row
    if batch.kinds[row] == .server || batch.kinds[row] == .consumer { return true }
    guard let parent = tree.nodes[node].parent else { return true }
    return batch.serviceName(of: tree.nodes[parent].row) != batch.serviceName(of: row)
  }
}
