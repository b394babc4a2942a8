import TelemetryStorage

/// All segments of one signal with what is known about them, in memory.
///
/// A value: a call keeps the one that fits what its transaction sees, while later calls go on with a newer one.
protocol Catalog: Sendable {
  associatedtype Row: SegmentRow
  associatedtype Entry: Identifiable where Entry.ID == Int64

  var entries: [Entry] { get }
  /// What the file said when the catalog was last brought up to date.
  var state: SegmentTableState { get set }

  /// Adds what a row says, whose ID is in range; what is damaged in it is reported and does without.
  mutating func add(_ row: Row, path: String, damage: inout [CatalogDamage])
  /// Forgets the segments that are gone.
  mutating func keep(only ids: Set<Int64>)
}

/// A segment of which the summary, the filter or the ID is not what was written; 0 stands for the table of segments.
struct CatalogDamage {
  let segmentID: Int64
  let error: StoreError
}

extension Catalog {
  /// Catches up with the state that a reader's transaction sees: reads what is new, forgets what is gone.
  ///
  /// O(new segments); O(all segments) after a removal. When it throws, what was read so far is kept.
  mutating func refresh(
    _ table: SegmentTable<Row>, path: String, damage: inout [CatalogDamage]
  ) throws(StoreError) {
    let current = try table.state()
    if current == state { return }
    var remaining: Set<Int64>?
    if current.removalCount != state.removalCount || current.newestID < state.newestID {
      let ids = try table.allIDs()
      remaining = ids
      state.newestID = min(state.newestID, current.newestID)
      // A merge reserves the ID of its segment before it encodes, so that segments with higher ones may be known.
      let known = Set(entries.lazy.map(\.id))
      for id in ids.subtracting(known).sorted() where id <= state.newestID {
        if let row = try table.row(id) { addChecked(row, path: path, damage: &damage) }
      }
    }
    try table.forEachRow(after: state.newestID) { row in
      addChecked(row, path: path, damage: &damage)
      state.newestID = row.id
    }
    // Last: what a merged segment has from those that are gone stays known all the time.
    if let remaining { keep(only: remaining) }
    state = current
    checkCensus(path, &damage)
  }

  private mutating func addChecked(_ row: Row, path: String, damage: inout [CatalogDamage]) {
    guard (1..<PartID.segmentLimit).contains(row.id) else {
      let error = StoreError(.corrupt, "\(path): \(Row.noun) \(row.id): the ID is out of range")
      damage.append(CatalogDamage(segmentID: row.id, error: error))
      return
    }
    add(row, path: path, damage: &damage)
  }

  /// Compares the segments that were found with those that were counted as they came and went.
  private func checkCensus(_ path: String, _ damage: inout [CatalogDamage]) {
    let found = SegmentCensus(entries.lazy.map(\.id))
    if found == state.census { return }
    let error = StoreError(
      .corrupt,
      "\(path): \(found.segmentCount) \(Row.noun)s are found, or not the right ones, where "
        + "\(state.census.segmentCount) were written; run `skein check`, and restore a backup")
    damage.append(CatalogDamage(segmentID: 0, error: error))
  }
}
