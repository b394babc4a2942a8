/// How fast a series grows over a range.
enum Rate {
  /// The growth between the first and the last sample, stretched to the ends of the range where samples seem to be
  /// missing only because they did not fall into it.
  static func extrapolated(_ window: Window, isCounter: Bool, perSecond: Bool) -> Double? {
    guard window.count >= 2 else { return nil }
    var growth = window.last - window.first
    if isCounter {
      for index in window.resets { growth += window.series.values[index - 1] }
    }
    let factor = factor(
      window, perSecond: perSecond,
      growthFromZero: isCounter && growth > 0 && window.first >= 0 ? (window.first, growth) : nil)
    return growth * factor
  }

  /// The same for native histograms; `nil` where floats are among them.
  static func extrapolatedHistogram(_ window: Window, isCounter: Bool, perSecond: Bool) -> SampleValue? {
    guard window.indexes.contains(where: { window.series.histograms[$0] != nil }) else {
      return extrapolated(window, isCounter: isCounter, perSecond: perSecond).map { .float($0) }
    }
    guard window.count >= 2, let histograms = window.histograms, let first = histograms.first,
      let last = histograms.last
    else { return nil }
    var growth = last.subtracting(first)
    if isCounter {
      for (previous, next) in zip(histograms, histograms.dropFirst()) where next.isReset(after: previous) {
        growth = growth.adding(previous)
      }
    }
    return .histogram(growth.scaled(by: factor(window, perSecond: perSecond, growthFromZero: nil)))
  }

  /// How much the growth between samples is stretched.
  ///
  /// A counter that starts within the range cannot have been below zero: `growthFromZero` has its first value and its
  /// growth.
  private static func factor(
    _ window: Window, perSecond: Bool, growthFromZero: (first: Double, growth: Double)?
  ) -> Double {
    var toStart = Double(window.firstTime - window.start) / 1000
    let toEnd = Double(window.end - window.lastTime) / 1000
    let sampled = Double(window.lastTime - window.firstTime) / 1000
    let averageGap = sampled / Double(window.count - 1)
    if let (first, growth) = growthFromZero { toStart = min(toStart, sampled * (first / growth)) }
    let threshold = averageGap * 1.1
    var stretched = sampled
    stretched += toStart < threshold ? toStart : averageGap / 2
    stretched += toEnd < threshold ? toEnd : averageGap / 2
    let factor = stretched / sampled
    return perSecond ? factor / window.rangeSeconds : factor
  }

  /// From the last two samples alone.
  static func instant(_ window: Window, isRate: Bool) -> Double? {
    guard window.count >= 2 else { return nil }
    let index = window.indexes.upperBound - 1
    let previous = window.series.values[index - 1]
    let growth = isRate && window.last < previous ? window.last : window.last - previous
    let seconds = Double(window.lastTime - window.series.timestamps[index - 1]) / 1000
    if seconds == 0 { return nil }
    return isRate ? growth / seconds : growth
  }
}
