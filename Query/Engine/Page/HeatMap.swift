package import TelemetryModel
package import TelemetryStorage

/// How many spans began in each stretch of time, by how long they took.
package struct HeatMap: Sendable {
  /// What durations a row stands for: a row is an eighth of a power of ten, the first begins at 1 µs.
  package static let rowsPerDecade = 8
  package static let rowCount = 72
  package static let lowestNanoseconds = 1_000.0

  package let range: TimeRange
  package let columnCount: Int
  /// Column by column, `rowCount` numbers each; the lowest row also holds what is shorter, the highest what is longer.
  package private(set) var counts: [UInt32]
  package private(set) var errorCounts: [UInt32]
  package internal(set) var spanCount = 0
  /// When the time was up: spans that started before this moment were not counted.
  package internal(set) var countedSince: Timestamp?

  init(range: TimeRange, columnCount: Int) {
    self.range = range
    self.columnCount = columnCount
    counts = [UInt32](repeating: 0, count: columnCount * Self.rowCount)
    errorCounts = counts
  }

  mutating func add(start: Timestamp, durationNanoseconds: UInt64, isError: Bool) {
    let width = max(1, range.end.nanoseconds(since: range.start) / UInt64(columnCount) + 1)
    let column = Int(start.nanoseconds(since: range.start) / width)
    let place = min(column, columnCount - 1) * Self.rowCount + Self.row(of: durationNanoseconds)
    counts[place] += 1
    if isError { errorCounts[place] += 1 }
    spanCount += 1
  }

  static func row(of nanoseconds: UInt64) -> Int {
    var row = 0
    // The bounds grow by a constant factor; a search over 72 of them needs no logarithm.
    var upper = rowCount - 1
    while row < upper {
      let middle = (row + upper + 1) / 2
      if Double(nanoseconds) >= bounds[middle] { row = middle } else { upper = middle - 1 }
    }
    return row
  }

  /// Where each row begins.
  package static let bounds: [Double] = {
    // 10 to the power of 1/8.
    let factor = 1.333_521_432_163_324
    var bounds = [lowestNanoseconds]
    while bounds.count < rowCount { bounds.append(bounds[bounds.count - 1] * factor) }
    return bounds
  }()
}
