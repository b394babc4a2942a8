import SegmentFormat
import TelemetryModel
import TelemetryStorage

/// All log segments of the file with their summaries and trace filters, in memory.
struct LogCatalog: Catalog {
  private(set) var entries: [LogEntry] = []
  var state = SegmentTableState()

  mutating func keep(only ids: Set<Int64>) { entries.removeAll { !ids.contains($0.id) } }

  mutating func add(_ row: LogRow, path: String, damage: inout [CatalogDamage]) {
    var summary: LogSummary?
    var traceFilter: TraceFilter?
    do throws(SegmentError) {
      summary = try LogSummary(decoding: row.summary, segmentID: row.id)
    } catch {
      damage.append(CatalogDamage(segmentID: row.id, error: StoreError(error, path: path)))
    }
    do throws(SegmentError) {
      traceFilter = try TraceFilter(decoding: row.traceFilter, segmentID: row.id)
    } catch {
      damage.append(CatalogDamage(segmentID: row.id, error: StoreError(error, path: path)))
    }
    entries.append(LogEntry(row, summary: summary, traceFilter: traceFilter))
  }

  /// The segments that may hold records that fulfil a hint, in the order in which a scan offers them.
  func segments(for hint: LogScanHint, _ order: LogOrder) -> [LogEntry] {
    let fitting = entries.filter { $0.mayFulfil(hint) }
    return switch order {
    case .newestFirst: fitting.sorted { ($0.times.end, $0.id) > ($1.times.end, $1.id) }
    case .oldestFirst: fitting.sorted { ($0.times.start, $0.id) < ($1.times.start, $1.id) }
    }
  }

  /// What the segments hold, by level: index 0 or 1.
  var levels: [LogLevelFigures] {
    entries.reduce(into: [LogLevelFigures(), LogLevelFigures()]) { $0[min($1.level, 1)].add($1) }
  }
}

/// How much the log segments of one level hold.
package struct LogLevelFigures: Hashable, Sendable {
  package private(set) var segmentCount = 0
  package private(set) var recordCount = 0
  /// Of their blobs, without what SQLite adds.
  package private(set) var byteCount = 0

  mutating func add(_ entry: LogEntry) {
    segmentCount += 1
    recordCount += entry.recordCount
    byteCount += entry.byteCount
  }
}
