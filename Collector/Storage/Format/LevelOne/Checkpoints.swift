/// How many items of each form, and values of each time column, come before a place in a segment.
struct ItemCounts: Sendable {
  var forms: [Int]
  var times: [Int]

  init(forms: [Int], times: [Int]) {
    self.forms = forms
    self.times = times
  }

  init(formCount: Int, timeColumnCount: Int) {
    forms = Array(repeating: 0, count: formCount)
    times = Array(repeating: 0, count: timeColumnCount)
  }
}

/// What lies before some traces of a segment, so that a trace is found without counting from the first row.
///
/// Taken while the segment is opened, when all is counted anyway. Counts fit 32 bits: see
/// `SegmentLimits.inflatedByteCount`.
struct Checkpoints: Sendable {
  /// How many rows lie between two checkpoints at least: half as many are counted to reach a trace, on average.
  static let rowDistance = 8_192

  /// The trace that each checkpoint stands before. The first one is 0.
  private(set) var traces: [Int] = []
  /// Checkpoint by checkpoint: how many items of each form, and values of each time and attribute column, lie before.
  private var forms: [[Int32]] = []
  private var times: [[Int32]] = []
  private var values: [[Int32]] = []

  var count: Int { traces.count }

  mutating func append(_ trace: Int, _ counts: ItemCounts) {
    traces.append(trace)
    forms.append(counts.forms.map { Int32(truncatingIfNeeded: $0) })
    times.append(counts.times.map { Int32(truncatingIfNeeded: $0) })
  }

  /// To be called once the columns of all forms are known.
  mutating func countValues(_ layout: ColumnLayout) {
    values = forms.map { counts in
      layout.valueCounts(itemCounts: counts.map(Int.init)).map { Int32(truncatingIfNeeded: $0) }
    }
  }

  /// The last checkpoint that does not lie behind a trace.
  func last(before trace: Int) -> Int { (traces.firstIndex { $0 > trace } ?? traces.count) - 1 }

  func counts(_ checkpoint: Int) -> ItemCounts {
    ItemCounts(forms: forms[checkpoint].map(Int.init), times: times[checkpoint].map(Int.init))
  }

  func timeCount(_ column: Int, _ checkpoint: Int) -> Int { Int(times[checkpoint][column]) }

  func valueCount(_ column: Int, _ checkpoint: Int) -> Int { Int(values[checkpoint][column]) }

  /// About how much memory it takes, with what the columns keep for each checkpoint.
  func byteCount(slotCount: Int) -> Int {
    guard let forms = forms.first, let times = times.first, let values = values.first else { return 0 }
    return count * (4 * forms.count + 12 * times.count + 4 * values.count + 12 * slotCount)
  }
}
