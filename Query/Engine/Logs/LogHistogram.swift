package import TelemetryModel
package import TelemetryStorage

/// How many records there were, step by step.
package struct LogHistogram: Sendable {
  package let times: TimeRange
  /// How long a column is.
  package let widthNanoseconds: UInt64
  /// By column, from the start of the range.
  package private(set) var columns: [[SeverityNumber: Int]]

  /// - Parameter columnCount: at least one.
  package init(_ times: TimeRange, columnCount: Int) {
    let count = UInt64(max(1, columnCount))
    let length = times.end.nanoseconds - times.start.nanoseconds
    self.times = times
    // Both ends belong to the range, hence one more.
    widthNanoseconds = length / count + 1
    columns = Array(repeating: [:], count: Int(count))
  }

  package var recordCount: Int { columns.reduce(0) { $0 + $1.values.reduce(0, +) } }

  /// The column of a moment in the range.
  func column(of time: Timestamp) -> Int {
    Int((time.nanoseconds - times.start.nanoseconds) / widthNanoseconds)
  }

  mutating func add(_ severity: SeverityNumber, _ count: Int = 1, at column: Int) {
    columns[column][severity, default: 0] += count
  }
}

extension QueryEngine {
  /// Counts the records that fulfil a query by time and severity. Limit and position of the query do not count.
  ///
  /// Copies that were not merged yet count twice.
  package func histogram(_ query: LogQuery, columnCount: Int) throws(QueryError) -> LogHistogram {
    var query = query
    query.after = nil
    var histogram = LogHistogram(query.times, columnCount: columnCount)
    try scanLogs(query) { (_, batch, accepts) throws(QueryError) in
      let batch = try batch()
      for row in 0..<batch.count where try accepts(row, batch) {
        histogram.add(batch.severityNumbers[row], at: histogram.column(of: batch.effectiveTime(of: row)))
      }
      return .continue
    }
    return histogram
  }
}
