package import TelemetryModel

extension MetricBatch {
  /// The points by series and time, each once: what a merge stores.
  ///
  /// Series come in the order of their metrics' names, so that a query for one finds them together. A point that was
  /// sent again (same series, time, start time and content) is left out. O(n log n).
  package func orderedForStorage() -> MetricBatch {
    let ranks = seriesRanks()
    var rows = Array(0..<count)
    rows.sort { left, right in
      let leftRank = ranks[Int(seriesIndexes[left])]
      let rightRank = ranks[Int(seriesIndexes[right])]
      if leftRank != rightRank { return leftRank < rightRank }
      if times[left] != times[right] { return times[left] < times[right] }
      if startTimes[left] != startTimes[right] { return startTimes[left] < startTimes[right] }
      return left < right
    }
    var ordered = MetricBatch()
    ordered.append(contentsOf: self, rows: withoutDuplicates(rows))
    return ordered
  }

  /// The place of each series when they are sorted.
  private func seriesRanks() -> [Int] {
    let names = metrics.map { strings[$0.name] }
    let sorted = series.indices.sorted { left, right in
      let leftMetric = Int(series[left].metric)
      let rightMetric = Int(series[right].metric)
      if leftMetric != rightMetric {
        if names[leftMetric].lexicographicallyPrecedes(names[rightMetric]) { return true }
        if names[rightMetric].lexicographicallyPrecedes(names[leftMetric]) { return false }
        return leftMetric < rightMetric
      }
      return left < right
    }
    var ranks = Array(repeating: 0, count: series.count)
    for (rank, index) in sorted.enumerated() { ranks[index] = rank }
    return ranks
  }

  /// Of sorted rows, those that do not repeat one before them.
  private func withoutDuplicates(_ rows: [Int]) -> [Int] {
    var kept: [Int] = []
    kept.reserveCapacity(rows.count)
    // What the rows kept of one series, time and start time hold; empty as long as there is one of them only.
    var contents: Set<[UInt64]> = []
    for row in rows {
      guard let last = kept.last, isSameMoment(last, row) else {
        contents.removeAll()
        kept.append(row)
        continue
      }
      if contents.isEmpty { contents.insert(content(of: last)) }
      if contents.insert(content(of: row)).inserted { kept.append(row) }
    }
    return kept
  }

  private func isSameMoment(_ left: Int, _ right: Int) -> Bool {
    seriesIndexes[left] == seriesIndexes[right] && times[left] == times[right]
      && startTimes[left] == startTimes[right]
  }

  /// Texts and bounds are interned: equal codes mean equal content.
  private func content(of row: Int) -> [UInt64] {
    var collector = WordCollector()
    PointColumns(self, row..<row + 1).write(to: &collector)
    return collector.words
  }
}

/// Gathers the columns of a row as one list of numbers; two rows are equal when their lists are.
private struct WordCollector: PointColumnSink {
  private(set) var words: [UInt64] = []

  mutating func numbers(_ column: [UInt64]) {
    words.append(UInt64(column.count))
    words.append(contentsOf: column)
  }

  mutating func doubles(_ column: [UInt64]) { numbers(column) }
  mutating func random(_ column: [UInt64]) { numbers(column) }
}
