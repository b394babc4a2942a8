package import TelemetryModel

/// The time that a trace takes as a row of cells, on which every span has its bar.
package struct TimelineBar: Sendable {
  /// The first start of the trace; spans of unknown start do not count.
  package let start: Timestamp
  package let durationNanoseconds: UInt64
  private let cellCount: Int

  package init(of batch: SpanBatch, cellCount: Int) {
    let start = batch.startTimes.filter { $0.nanoseconds != 0 }.min() ?? Timestamp(nanoseconds: 0)
    self.start = start
    durationNanoseconds = batch.endTimes.map { $0.nanoseconds(since: start) }.max() ?? 0
    self.cellCount = cellCount
  }

  /// The bar from one moment to another, drawn to half a cell and never empty.
  package func text(from: Timestamp, to: Timestamp) -> String {
    guard cellCount > 0 else { return "" }
    let halves = cellCount * 2
    let first = min(position(of: from, in: halves, .down), halves - 1)
    let end = min(max(position(of: to, in: halves, .up), first + 1), halves)
    var bar = String(repeating: " ", count: first / 2)
    for cell in first / 2..<(end + 1) / 2 {
      switch (first <= cell * 2, end > cell * 2 + 1) {
      case (true, true): bar += "█"
      case (true, false): bar += "▌"
      case (false, _): bar += "▐"
      }
    }
    return bar
  }

  private func position(of moment: Timestamp, in count: Int, _ rounding: FloatingPointRoundingRule) -> Int {
    guard durationNanoseconds > 0 else { return 0 }
    let fraction = Double(moment.nanoseconds(since: start)) / Double(durationNanoseconds)
    return Int((min(fraction, 1) * Double(count)).rounded(rounding))
  }
}
