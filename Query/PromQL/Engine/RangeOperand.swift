/// Series, and for each step the range of time that counts.
struct RangeOperand {
  /// Without stale markers.
  let series: [SampleSeries]
  let rangeMilliseconds: Int64
  /// The last moment of each step's range, which belongs to it, as does the first one.
  let ends: (Int) -> Int64

  func window(at step: Int) -> ClosedRange<Int64> { (ends(step) - rangeMilliseconds)...ends(step) }

  /// The samples of a series that count at a step.
  func indexes(of series: SampleSeries, at step: Int) -> Range<Int> {
    var cursor = WindowCursor()
    return cursor.advance(to: window(at: step), in: series.timestamps)
  }
}

/// Walks a window over rising times; windows never go back.
struct WindowCursor {
  private var lower = 0
  private var upper = 0

  mutating func advance(to window: ClosedRange<Int64>, in times: [Int64]) -> Range<Int> {
    while upper < times.count, times[upper] <= window.upperBound { upper += 1 }
    while lower < upper, times[lower] < window.lowerBound { lower += 1 }
    return lower..<upper
  }
}

/// Walks along the resets of a counter with its windows, so that no window is searched for them.
struct ResetCursor {
  private let resets: [Int]
  private var lower = 0
  private var upper = 0

  init(_ values: [Double]) { resets = values.indices.dropFirst().filter { values[$0] < values[$0 - 1] } }

  /// Those within a window; what happened before its first sample does not count.
  mutating func advance(to window: Range<Int>) -> ArraySlice<Int> {
    while upper < resets.count, resets[upper] < window.upperBound { upper += 1 }
    while lower < upper, resets[lower] <= window.lowerBound { lower += 1 }
    return resets[lower..<upper]
  }
}

/// What a function of a range vector sees of one series at one step; never empty.
struct Window {
  let series: SampleSeries
  let indexes: Range<Int>
  /// The range itself, in milliseconds.
  let start: Int64
  let end: Int64
  /// The step's own time, which an offset does not move.
  let stepTime: Int64
  let step: Int
  /// The samples that are less than those before them, where a counter began anew.
  let resets: ArraySlice<Int>

  var count: Int { indexes.count }
  var values: ArraySlice<Double> { series.values[indexes] }
  var times: ArraySlice<Int64> { series.timestamps[indexes] }
  var first: Double { series.values[indexes.lowerBound] }
  var last: Double { series.values[indexes.upperBound - 1] }
  var firstTime: Int64 { series.timestamps[indexes.lowerBound] }
  var lastTime: Int64 { series.timestamps[indexes.upperBound - 1] }
  var rangeSeconds: Double { Double(end - start) / 1000 }
}
