import SegmentFormat
import TelemetryModel
import TelemetryStorage

/// All segments of the file with their filters and summaries, in memory.
///
/// A value: a call keeps the one that fits what its transaction sees, while later calls go on with a newer one.
struct SegmentCatalog: Sendable {
  /// By rising latest start, then rising ID.
  private(set) var entries: [SegmentEntry] = []
  private var operationTable = OperationTable()
  /// What the segments hold, by level: index 0 or 1.
  private(set) var levels = [LevelFigures(), LevelFigures()]
  private var state = SegmentReader.State(removalCount: 0, newestID: 0)

  /// Every distinct operation.
  ///
  /// Those of segments with a damaged or shortened summary are missing here, unless another segment has them.
  var operations: Set<ServiceOperation> { operationTable.all }

  /// A segment of which the summary, the filter or the ID is not what was written.
  struct Damage {
    let segmentID: Int64
    let error: StoreError
  }

  /// Catches up with the state that a reader's transaction sees: reads what is new, forgets what is gone.
  ///
  /// O(new segments); O(all segments) after a removal. When it throws, what was read so far is kept.
  mutating func refresh(
    _ reader: SegmentReader, to current: SegmentReader.State, path: String, damage: inout [Damage]
  ) throws(StoreError) {
    if current == state { return }
    if current.removalCount != state.removalCount || current.newestID < state.newestID {
      let remaining = try reader.allSegmentIDs()
      entries.removeAll { !remaining.contains($0.id) }
      levels = entries.reduce(into: [LevelFigures(), LevelFigures()]) { $0[min($1.level, 1)].add($1) }
      operationTable.retain(entries)
      state.newestID = min(state.newestID, current.newestID)
      // A merge reserves the ID of its segment before it encodes, so that segments with higher ones may be known.
      let known = Set(entries.lazy.map(\.id))
      for id in remaining.subtracting(known).sorted() where id <= state.newestID {
        if let row = try reader.segment(id) { add(row, path: path, damage: &damage) }
      }
    }
    try reader.forEachSegment(after: state.newestID) { (row) throws(StoreError) in
      add(row, path: path, damage: &damage)
      state.newestID = row.id
    }
    state = current
    checkCensus(path, &damage)
  }

  /// Compares the segments that were found with those that were counted as they came and went.
  private func checkCensus(_ path: String, _ damage: inout [Damage]) {
    var found = SegmentReader.Census()
    for entry in entries { found.add(entry.id) }
    if found == state.census { return }
    let error = StoreError(
      .corrupt,
      "\(path): \(found.segmentCount) segments are found, or not the right ones, where "
        + "\(state.census.segmentCount) were written; run `skein check`, and restore a backup")
    damage.append(Damage(segmentID: 0, error: error))
  }

  private mutating func add(_ row: SegmentReader.Row, path: String, damage: inout [Damage]) {
    guard (1..<PartID.segmentLimit).contains(row.id) else {
      let error = StoreError(.corrupt, "\(path): segment \(row.id): the ID is out of range")
      damage.append(Damage(segmentID: row.id, error: error))
      return
    }
    var traceFilter: TraceFilter?
    var operations: [OperationTable.Code]?
    var figures: SegmentFigures?
    do {
      traceFilter = try TraceFilter(decoding: row.traceFilter, segmentID: row.id)
    } catch {
      damage.append(Damage(segmentID: row.id, error: StoreError(error, path: path)))
    }
    do {
      let summary = try SegmentSummary(decoding: row.summary, segmentID: row.id)
      operations = operationTable.intern(summary)
      figures = summary.figures
    } catch {
      damage.append(Damage(segmentID: row.id, error: StoreError(error, path: path)))
    }
    if let figures, !row.agrees(with: figures) {
      let error = StoreError(.corrupt, "\(path): segment \(row.id): its row is damaged; its summary is used instead")
      damage.append(Damage(segmentID: row.id, error: error))
    }
    let entry = SegmentEntry(row, figures: figures, traceFilter: traceFilter, operations: operations)
    insert(entry)
    levels[min(entry.level, 1)].add(entry)
  }

  /// New segments are the latest as a rule, so few entries have to move.
  private mutating func insert(_ entry: SegmentEntry) {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      let other = entries[middle]
      if (other.latestStart, other.id) < (entry.latestStart, entry.id) { low = middle + 1 } else { high = middle }
    }
    entries.insert(entry, at: low)
  }

  /// The segments that may hold spans of a trace, in the order of their arrival.
  func segments(mayContain id: TraceID) -> [SegmentEntry] {
    entries.filter { $0.mayContain(id) }.sorted { $0.id < $1.id }
  }

  /// The segments that may hold spans that fulfil a hint, by falling latest start.
  func segments(for hint: ScanHint) -> [SegmentEntry] {
    if hint.isNever { return [] }
    let fitting = entries.reversed().filter { $0.mayFulfil(hint) }
    if hint.operations == nil { return fitting }
    let wanted = operationTable.matching(hint)
    return fitting.filter { $0.mayContain(anyOf: wanted) }
  }
}

/// How much the segments of one level hold.
package struct LevelFigures: Hashable, Sendable {
  package private(set) var segmentCount = 0
  package private(set) var spanCount = 0
  /// Of their blobs, without what SQLite adds.
  package private(set) var byteCount = 0

  mutating func add(_ entry: SegmentEntry) {
    segmentCount += 1
    spanCount += entry.spanCount
    byteCount += entry.byteCount
  }
}
