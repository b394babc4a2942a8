import SegmentFormat
import Synchronization
package import TelemetryModel
package import TelemetryStorage

extension SegmentStore: LogSink, LogSource {
  package func append(_ batches: [LogBatch]) throws(StoreError) {
    guard batches.contains(where: { !$0.isEmpty }) else { return }
    try withWriter { (writer) throws(StoreError) in try writer.append(batches) }
  }

  /// A damaged segment loads as an empty batch, see `SegmentStore`. Archived records come where traces are asked for by ID.
  package func scanLogs(
    _ hint: LogScanHint, _ order: LogOrder, _ visit: (LogPortion) throws(StoreError) -> ScanStep
  ) throws(StoreError) {
    try readLogs { (reader, catalog) throws(StoreError) in
      let visitation = Visitation()
      defer { visitation.isOver = true }
      let search = LogSegmentSearch(self, reader, hint)
      var portions = catalog.segments(for: hint, order).map { entry in
        LogPortion(times: entry.times, counts: entry.counts) { () throws(StoreError) in
          precondition(!visitation.isOver, "a portion is loaded inside the visit only")
          return try search.load(entry)
        }
      }
      let archived = try hint.traceIDs.map { (ids) throws(StoreError) in try archivedPortions(of: ids, reader) } ?? []
      if !archived.isEmpty {
        portions += archived
        portions.sort { order == .newestFirst ? $0.times.end > $1.times.end : $0.times.start < $1.times.start }
      }
      for portion in portions where try visit(portion) == .stop { return }
    }
  }

  /// Whether the scan that made a portion has returned.
  private final class Visitation {
    var isOver = false
  }

  /// Runs `body` in one read transaction, with the catalog of exactly the log segments that it sees.
  func readLogs<Result: Sendable>(
    _ body: (SegmentReader, LogCatalog) throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    try readers.withReader { (reader) throws(StoreError) in
      try body(reader, try current(logs.catalog, reader.logSegments, reader))
    }
  }

  /// Figures for metrics; what cannot be found out is as it was last seen.
  func logStatistics() -> LogStatistics {
    try? readLogs { _, _ in }
    let levels = logs.catalog.withLock { $0.levels }
    return LogStatistics(
      committedRecords: counters.committedLogRecords.value, levelZero: levels[0], levelOne: levels[1])
  }

  /// What a log segment holds; `nil` when it comes upon damage.
  func undamagedLogs(_ entry: LogEntry, _ reader: SegmentReader) throws(StoreError) -> LogBatch? {
    counters.segmentsRead.add()
    return try undamaged(entry) { () throws(StoreError) in try reader.logBatch(entry.id, level: entry.level) }
  }

  /// The records of a level-1 segment whose bodies are wanted, none when it comes upon damage; `nil` when they are so many
  /// that all of them had better be read, and kept.
  func undamagedLogs(
    _ entry: LogEntry, _ reader: SegmentReader, selecting bodies: BodyMatcher
  ) throws(StoreError) -> LogBatch? {
    counters.segmentsRead.add()
    let found: LogBatch?? = try undamaged(entry) { () throws(StoreError) in
      try reader.logBatch(entry.id, selecting: bodies)
    }
    return found ?? LogBatch()
  }

  /// `nil` when `read` comes upon damage, which is reported.
  private func undamaged<Found>(
    _ entry: LogEntry, _ read: () throws(StoreError) -> Found
  ) throws(StoreError) -> Found? {
    do throws(StoreError) {
      return try read()
    } catch {
      guard error.code == .corrupt else { throw error }
      damage.add(entry.id, error)
      return nil
    }
  }
}

extension BodyMatcher: LogBodySelection {}
