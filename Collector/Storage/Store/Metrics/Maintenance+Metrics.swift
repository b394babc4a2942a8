import SegmentFormat
import Synchronization
import TelemetryModel
import TelemetryStorage

extension Maintenance {
  /// What one merge reads.
  private struct MetricSources {
    var entries: [MetricSegmentEntry] = []
    var batch = MetricBatch()
  }

  /// Merges level-0 metric segments, or else compacts small ones of level 1.
  func mergeMetrics() throws(StoreError) -> Bool {
    let now = store.clock.now()
    var isMerge = true
    let sources = try store.readMetrics { (reader, catalog) throws(StoreError) -> MetricSources in
      let segments = catalog.entries.filter { !skipped.contains($0.id) }
      var plan = MetricMergePlan.merge(segments.filter { $0.level == 0 }, now: now, options)
      if plan == nil {
        isMerge = false
        plan = MetricMergePlan.compaction(segments.filter { $0.level > 0 }, now: now, options)
      }
      return try plan.map { (plan) throws(StoreError) in try read(plan.sources, reader) } ?? MetricSources()
    }
    guard let last = sources.entries.last else { return false }
    if !isMerge && sources.entries.count == 1 {
      // One alone fills the memory that a compaction may take, or the others are damaged.
      skipped.insert(last.id)
      return true
    }
    try commit(MetricMergeRound(sources.batch, options), replacing: sources.entries)
    if isMerge { store.counters.maintenance.merges.add() } else { store.counters.maintenance.compactions.add() }
    return true
  }

  /// Whether more points wait to be merged than merging at leisure is meant for.
  var isBehindWithMetrics: Bool {
    store.metrics.catalog.withLock { $0.levels[0].pointCount } > options.metricSegmentPointCount * 2
  }

  /// Reads segments until their points take as much memory as one segment may. Damaged ones are left out.
  private func read(_ entries: [MetricSegmentEntry], _ reader: SegmentReader) throws(StoreError) -> MetricSources {
    var sources = MetricSources()
    for entry in entries {
      if sources.batch.estimatedByteCount >= options.segmentByteCount { break }
      guard let batch = try store.undamagedMetrics(entry, reader) else {
        skipped.insert(entry.id)
        continue
      }
      sources.batch.append(contentsOf: batch)
      sources.entries.append(entry)
    }
    return sources
  }

  private func commit(_ round: MetricMergeRound, replacing sources: [MetricSegmentEntry]) throws(StoreError) {
    let arrived = sources.map(\.arrived).max() ?? store.clock.now()
    var inserted: [StoredMetricSegment] = []
    for batch in round.segments {
      let id = try store.withWriter { (writer) throws(StoreError) in try writer.reserveID() }
      inserted.append(
        StoredMetricSegment(metricEncoder.encode(batch, segmentID: id), id: id, level: 1, arrived: arrived))
    }
    let (removed, ready) = (sources.map(\.id), inserted)
    try store.withWriter { (writer) throws(StoreError) in try writer.replaceMetrics(removed, with: ready) }
    store.counters.maintenance.mergedMetricPoints.add(round.readCount - round.duplicateCount)
    store.counters.maintenance.duplicateMetricPoints.add(round.duplicateCount)
  }
}
