import TelemetryModel

/// What is written together: consecutive rows of one resource, one scope, or one metric.
extension MetricBatch {
  func resourceRuns() -> [Range<Int>] { runs(in: 0..<count) { metric(of: $0).resource } }

  func scopeRuns(in range: Range<Int>) -> [Range<Int>] { runs(in: range) { metric(of: $0).scope } }

  func metricRuns(in range: Range<Int>) -> [Range<Int>] {
    runs(in: range) { series[Int(seriesIndexes[$0])].metric }
  }

  private func runs(in range: Range<Int>, of index: (Int) -> UInt32) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var start = range.lowerBound
    while start < range.upperBound {
      let first = index(start)
      var end = start + 1
      while end < range.upperBound, index(end) == first { end += 1 }
      runs.append(start..<end)
      start = end
    }
    return runs
  }
}
