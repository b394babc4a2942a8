import SegmentFormat
import TelemetryModel
import TelemetryStorage

/// All segments of spans with their filters and summaries, in memory.
struct SegmentCatalog: Catalog {
  /// By rising latest start, then rising ID.
  private(set) var entries: [SegmentEntry] = []
  private var operationTable = OperationTable()
  /// What the segments hold, by level: index 0 or 1.
  private(set) var levels = [LevelFigures(), LevelFigures()]
  var state = SegmentTableState()

  /// Every distinct operation.
  ///
  /// Those of segments with a damaged or shortened summary are missing here, unless another segment has them.
  var operations: Set<ServiceOperation> { operationTable.all }

  mutating func keep(only ids: Set<Int64>) {
    entries.removeAll { !ids.contains($0.id) }
    levels = entries.reduce(into: [LevelFigures(), LevelFigures()]) { $0[min($1.level, 1)].add($1) }
    operationTable.retain(entries)
  }

  mutating func add(_ row: SpanRow, path: String, damage: inout [CatalogDamage]) {
    var traceFilter: TraceFilter?
    var operations: [OperationTable.Code]?
    var figures: SegmentFigures?
    do {
      traceFilter = try TraceFilter(decoding: row.traceFilter, segmentID: row.id)
    } catch {
      damage.append(CatalogDamage(segmentID: row.id, error: StoreError(error, path: path)))
    }
    do {
      let summary = try SegmentSummary(decoding: row.summary, segmentID: row.id)
      operations = operationTable.intern(summary)
      figures = summary.figures
    } catch {
      damage.append(CatalogDamage(segmentID: row.id, error: StoreError(error, path: path)))
    }
    if let figures, !row.agrees(with: figures) {
      let error = StoreError(.corrupt, "\(path): segment \(row.id): its row is damaged; its summary is used instead")
      damage.append(CatalogDamage(segmentID: row.id, error: error))
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

  /// The same for some traces, and which of them each segment may hold.
  func segments(mayContain ids: Set<TraceID>) -> [(entry: SegmentEntry, ids: Set<TraceID>)] {
    entries
      .map { entry in (entry: entry, ids: ids.filter(entry.mayContain)) }
      .filter { !$0.ids.isEmpty }
      .sorted { $0.entry.id < $1.entry.id }
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
