import SegmentFormat
import TelemetryModel
import TelemetryStorage

/// All log segments of the file with their summaries and trace filters, in memory.
///
/// A value, kept up to date like `SegmentCatalog`.
struct LogCatalog: Sendable {
  private(set) var entries: [LogEntry] = []
  private var state = SegmentReader.State(removalCount: 0, newestID: 0)

  /// Catches up with the state that a reader's transaction sees: reads what is new, forgets what is gone.
  ///
  /// O(new segments); O(all segments) after a removal. When it throws, what was read so far is kept.
  mutating func refresh(
    _ reader: SegmentReader, path: String, damage: inout [SegmentCatalog.Damage]
  ) throws(StoreError) {
    let current = try reader.logState()
    if current == state { return }
    if current.removalCount != state.removalCount || current.newestID < state.newestID {
      let remaining = try reader.allLogSegmentIDs()
      entries.removeAll { !remaining.contains($0.id) }
      state.newestID = min(state.newestID, current.newestID)
      // A merge reserves the ID of its segment before it encodes, so that segments with higher ones may be known.
      let known = Set(entries.lazy.map(\.id))
      for id in remaining.subtracting(known).sorted() where id <= state.newestID {
        if let row = try reader.logSegment(id) { add(row, path: path, damage: &damage) }
      }
    }
    try reader.forEachLogSegment(after: state.newestID) { row in
      add(row, path: path, damage: &damage)
      state.newestID = row.id
    }
    state = current
    checkCensus(path, &damage)
  }

  private func checkCensus(_ path: String, _ damage: inout [SegmentCatalog.Damage]) {
    var found = SegmentReader.Census()
    for entry in entries { found.add(entry.id) }
    if found == state.census { return }
    let error = StoreError(
      .corrupt,
      "\(path): \(found.segmentCount) log segments are found, or not the right ones, where "
        + "\(state.census.segmentCount) were written; run `skein check`, and restore a backup")
    damage.append(SegmentCatalog.Damage(segmentID: 0, error: error))
  }

  private mutating func add(_ row: SegmentReader.LogRow, path: String, damage: inout [SegmentCatalog.Damage]) {
    guard (1..<PartID.segmentLimit).contains(row.id) else {
      let error = StoreError(.corrupt, "\(path): log segment \(row.id): the ID is out of range")
      damage.append(SegmentCatalog.Damage(segmentID: row.id, error: error))
      return
    }
    var summary: LogSummary?
    var traceFilter: TraceFilter?
    do throws(SegmentError) {
      summary = try LogSummary(decoding: row.summary, segmentID: row.id)
    } catch {
      damage.append(SegmentCatalog.Damage(segmentID: row.id, error: StoreError(error, path: path)))
    }
    do throws(SegmentError) {
      traceFilter = try TraceFilter(decoding: row.traceFilter, segmentID: row.id)
    } catch {
      damage.append(SegmentCatalog.Damage(segmentID: row.id, error: StoreError(error, path: path)))
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
