import TelemetryModel
import TelemetryStorage

/// All metric segments of the file, in memory.
struct MetricCatalog: Catalog {
  private(set) var entries: [MetricSegmentEntry] = []
  var state = SegmentTableState()

  mutating func keep(only ids: Set<Int64>) { entries.removeAll { !ids.contains($0.id) } }

  mutating func add(_ entry: MetricSegmentEntry, path: String, damage: inout [CatalogDamage]) { entries.append(entry) }

  /// The segments that may hold points in a range of times, by their arrival.
  func segments(in times: TimeRange) -> [MetricSegmentEntry] {
    entries.filter { $0.times.overlaps(times) }.sorted { ($0.arrived, $0.id) < ($1.arrived, $1.id) }
  }

  /// What the segments hold, by level: index 0 or 1.
  var levels: [MetricLevelFigures] {
    entries.reduce(into: [MetricLevelFigures(), MetricLevelFigures()]) { $0[min($1.level, 1)].add($1) }
  }
}
