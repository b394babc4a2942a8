import TelemetryModel

extension TelemetryRows {
  /// The rows of `range`, cut where the resource changes.
  func resourceRuns() -> [Range<Int>] { Self.runs(of: resourceIndexes, in: 0..<count) }

  /// The rows of `range`, cut where the scope changes.
  func scopeRuns(in range: Range<Int>) -> [Range<Int>] { Self.runs(of: scopeIndexes, in: range) }

  private static func runs(of column: [UInt32], in range: Range<Int>) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var start = range.lowerBound
    for row in range.dropFirst() where column[row] != column[row - 1] {
      runs.append(start..<row)
      start = row
    }
    if start < range.upperBound { runs.append(start..<range.upperBound) }
    return runs
  }
}
