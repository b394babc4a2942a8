import QueryAPI
import QueryEngine
import TelemetryModel
import TelemetryStorage

/// Shows log records as they come, by asking again and again for what is new.
///
/// Records come late and out of order: each question looks back a little, and what was shown already is left out.
struct LogFollower {
  private static let pause = Duration.milliseconds(500)
  private static let lookbackNanoseconds: UInt64 = 10_000_000_000

  private let reader: any LogReader
  private let query: LogQuery
  private let command: LogsCommand

  init(_ reader: any LogReader, _ query: LogQuery, _ command: LogsCommand) {
    self.reader = reader
    self.query = query
    self.command = command
  }

  /// Never returns but by throwing.
  func run(from page: LogPage) async throws {
    try await command.show(page, .newestFirst)
    var shown = Set(page.positions)
    var latest = page.positions.map(\.time).max() ?? .now
    var question = query
    question.order = .oldestFirst
    question.limit = LogLimit(QueryLimits.logRecordCount) ?? .default
    while true {
      try await Task.sleep(for: Self.pause)
      let start = Timestamp(nanoseconds: latest.nanoseconds - min(latest.nanoseconds, Self.lookbackNanoseconds))
      question.times = TimeRange(start: start, end: TimeRange.all.end) ?? .all
      question.after = nil
      // What lies further back is not asked for any more.
      shown = shown.filter { $0.time >= start }
      repeat {
        let page = try await reader.logs(question)
        let new = page.selecting { !shown.contains($0) }
        if !new.records.isEmpty { try await command.show(new, .oldestFirst) }
        shown.formUnion(new.positions)
        latest = max(latest, new.positions.map(\.time).max() ?? latest)
        question.after = page.next
      } while question.after != nil
    }
  }
}
