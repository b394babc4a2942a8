import QueryAPI
import QueryEngine
import TelemetryModel
import TelemetryStorage

/// Finds the log records that arrived since the last look: the newest that fulfil the conditions and were not shown.
struct LogTail {
  private var query: LogQuery
  private var shown = ShownRows<LogPosition>()
  private var latest: Timestamp?

  init(_ query: LogQuery, rowLimit: Int) {
    self.query = query
    self.query.order = .newestFirst
    self.query.limit = LogLimit(min(rowLimit, QueryLimits.logRecordCount)) ?? .default
  }

  mutating func look(_ reader: any LogReader, limit: Int) async throws -> Arrivals {
    let isFirst = latest == nil
    if let latest {
      let start = TailLimits.start(after: latest, now: .now)
      query.times = TimeRange(start: start, end: TimeRange.all.end) ?? .all
      shown.forget(before: start)
    }
    let page = try await reader.logs(query)
    let rows = page.positions.indices.filter { !shown.contains(page.positions[$0]) }
    for row in rows {
      let position = page.positions[row]
      shown.insert(position, at: position.time)
      latest = max(latest ?? position.time, position.time)
    }
    if latest == nil { latest = .now }
    let isCut = !isFirst && page.next != nil && rows.last == page.positions.indices.last
    return Arrivals(rows.map { .record(page.records, $0) }, limit: limit, hasMore: isCut)
  }
}
