package import TelemetryModel

/// A trace on its way through the adjusters, with what they had to say about its spans.
package struct AdjustedTrace: Sendable {
  package var batch: SpanBatch
  /// By row, in the order in which they were given.
  package private(set) var warnings: [Int: [String]] = [:]

  /// The trace as it is stored.
  package init(_ batch: SpanBatch) { self.batch = batch }

  package mutating func warn(_ message: String, row: Int) { warnings[row, default: []].append(message) }

  /// Leaves only the given rows, in their order.
  mutating func keep(rows: [Int]) {
    var kept = SpanBatch()
    kept.append(contentsOf: batch, rows: rows)
    batch = kept
    let old = warnings
    warnings = [:]
    for (place, row) in rows.enumerated() { warnings[place] = old[row] }
  }
}
