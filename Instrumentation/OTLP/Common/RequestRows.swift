import TelemetryModel

/// The rows of a batch as requests have them: those of one resource together, and within them those of one scope.
protocol RequestRows: TelemetryBatch {
  /// The place of a row's resource in `resources`.
  func resourcePlace(ofRow row: Int) -> UInt32
  /// The place of a row's scope in `scopes`.
  func scopePlace(ofRow row: Int) -> UInt32
}

extension RequestRows {
  /// All rows, cut where the resource changes.
  func resourceRuns() -> [Range<Int>] { runs(in: 0..<count, of: resourcePlace) }

  /// The rows of `range`, cut where the scope changes.
  func scopeRuns(in range: Range<Int>) -> [Range<Int>] { runs(in: range, of: scopePlace) }

  /// The rows of `range`, cut where `place` changes.
  func runs(in range: Range<Int>, of place: (Int) -> UInt32) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var start = range.lowerBound
    while start < range.upperBound {
      let first = place(start)
      var end = start + 1
      while end < range.upperBound, place(end) == first { end += 1 }
      runs.append(start..<end)
      start = end
    }
    return runs
  }
}

extension RequestRows where Self: TelemetryRows {
  func resourcePlace(ofRow row: Int) -> UInt32 { resourceIndexes[row] }

  func scopePlace(ofRow row: Int) -> UInt32 { scopeIndexes[row] }
}

extension SpanBatch: RequestRows {}

extension LogBatch: RequestRows {}

extension MetricBatch: RequestRows {
  func resourcePlace(ofRow row: Int) -> UInt32 { metric(of: row).resource }

  func scopePlace(ofRow row: Int) -> UInt32 { metric(of: row).scope }

  /// The points of `range`, cut where the metric changes.
  func metricRuns(in range: Range<Int>) -> [Range<Int>] {
    runs(in: range) { series[Int(seriesIndexes[$0])].metric }
  }
}
