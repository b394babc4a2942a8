import TelemetryModel
import TelemetryStorage

/// All metric segments of the file, in memory.
///
/// A value, kept up to date like `SegmentCatalog`.
struct MetricCatalog: Sendable {
  private(set) var entries: [MetricSegmentEntry] = []
  private var state = SegmentReader.State(removalCount: 0, newestID: 0)

  /// Catches up with the state that a reader's transaction sees: reads what is new, forgets what is gone.
  ///
  /// O(new segments); O(all segments) after a removal. When it throws, what was read so far is kept.
  mutating func refresh(
    _ reader: SegmentReader, path: String, damage: inout [SegmentCatalog.Damage]
  ) throws(StoreError) {
    let current = try reader.metricState()
    if current == state { return }
    if current.removalCount != state.removalCount || current.newestID < state.newestID {
      let remaining = try reader.allMetricSegmentIDs()
      entries.removeAll { !remaining.contains($0.id) }
      state.newestID = min(state.newestID, current.newestID)
      // A merge reserves the ID of its segment before it encodes, so that segments with higher ones may be known.
      let known = Set(entries.lazy.map(\.id))
      for id in remaining.subtracting(known).sorted() where id <= state.newestID {
        if let entry = try reader.metricSegment(id) { add(entry, path: path, damage: &damage) }
      }
    }
    try reader.forEachMetricSegment(after: state.newestID) { entry in
      add(entry, path: path, damage: &damage)
      state.newestID = entry.id
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
      "\(path): \(found.segmentCount) metric segments are found, or not the right ones, where "
        + "\(state.census.segmentCount) were written; run `skein check`, and restore a backup")
    damage.append(SegmentCatalog.Damage(segmentID: 0, error: error))
  }

  private mutating func add(_ entry: MetricSegmentEntry, path: String, damage: inout [SegmentCatalog.Damage]) {
    guard (1..<PartID.segmentLimit).contains(entry.id) else {
      let error = StoreError(.corrupt, "\(path): metric segment \(entry.id): the ID is out of range")
      damage.append(SegmentCatalog.Damage(segmentID: entry.id, error: error))
      return
    }
    entries.append(entry)
  }

  /// The segments that may hold points in a range of times, by their arrival.
  func segments(in times: TimeRange) -> [MetricSegmentEntry] {
    entries.filter { $0.times.overlaps(times) }.sorted { ($0.arrived, $0.id) < ($1.arrived, $1.id) }
  }

  /// What the segments hold, by level: index 0 or 1.
  var levels: [MetricLevelFigures] {
    entries.reduce(into: [MetricLevelFigures(), MetricLevelFigures()]) { $0[min($1.level, 1)].add($1) }
  }
}
