package import TelemetryModel

/// A trace on its way through the adjusters, with what they had to say about its spans.
package struct AdjustedTrace: Sendable {
  package var batch: SpanBatch
  /// By row, in the order in which they were given.
  package private(set) var warnings: [Int: [String]] = [:]
  /// By how many nanoseconds the times of a row were moved, where they were.
  package internal(set) var clockCorrections: [Int: Int64] = [:]

  /// The trace as it is stored.
  package init(_ batch: SpanBatch) { self.batch = batch }

  package mutating func warn(_ message: String, row: Int) { warnings[row, default: []].append(message) }

  /// Leaves only the given rows, in their order.
  mutating func keep(rows: [Int]) {
    var kept = SpanBatch()
    kept.append(contentsOf: batch, rows: rows)
    batch = kept
    let old = (warnings, clockCorrections)
    (warnings, clockCorrections) = ([:], [:])
    for (place, row) in rows.enumerated() {
      warnings[place] = old.0[row]
      clockCorrections[place] = old.1[row]
    }
  }
}
