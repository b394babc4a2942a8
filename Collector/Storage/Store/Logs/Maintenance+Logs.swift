import SegmentFormat
import SegmentScan
import Synchronization
import TelemetryModel
import TelemetryStorage

extension Maintenance {
  /// Merges level-0 log segments, or else compacts small ones of level 1.
  func mergeLogs() throws(StoreError) -> Bool {
    let now = store.clock.now()
    var isMerge = true
    let sources = try store.readLogs { (reader, catalog) throws(StoreError) -> [LogMergeRound.Source] in
      let segments = catalog.entries.filter { !skipped.contains($0.id) }
      var plan = LogMergePlan.merge(segments.filter { $0.level == 0 }, now: now, options)
      if plan == nil {
        isMerge = false
        plan = LogMergePlan.compaction(segments.filter { $0.level > 0 }, options)
      }
      return try plan.map { (plan) throws(StoreError) in try read(plan.sources, reader) } ?? []
    }
    if sources.isEmpty { return false }
    if !isMerge && sources.count == 1 {
      // One alone fills the memory that a compaction may take, or the others are damaged.
      skipped.insert(sources[0].entry.id)
      return true
    }
    try commit(LogMergeRound(sources, options), replacing: sources.map(\.entry.id))
    if isMerge { store.counters.maintenance.merges.add() } else { store.counters.maintenance.compactions.add() }
    return true
  }

  /// Whether more records wait to be merged than merging at leisure is meant for.
  var isBehindWithLogs: Bool {
    store.logs.catalog.withLock { $0.levels[0].recordCount } > options.logSegmentRecordCount * 2
  }

  /// Reads segments until their batches take as much memory as one segment may. Damaged ones are left out.
  private func read(_ entries: [LogEntry], _ reader: SegmentReader) throws(StoreError) -> [LogMergeRound.Source] {
    var sources: [LogMergeRound.Source] = []
    var byteCount = 0
    for entry in entries {
      if byteCount >= options.segmentByteCount { break }
      guard let batch = try store.undamagedLogs(entry, reader) else {
        skipped.insert(entry.id)
        continue
      }
      byteCount += batch.estimatedByteCount
      sources.append(LogMergeRound.Source(entry: entry, batch: batch))
    }
    return sources
  }

  private func commit(_ round: LogMergeRound, replacing removed: [Int64]) throws(StoreError) {
    var inserted: [StoredLogSegment] = []
    for batch in round.segments {
      let id = try store.withWriter { (writer) throws(StoreError) in try writer.reserveID() }
      let filter = BinaryFuseFilter(AttributeHashes.members(of: batch), width: .bits8)
      inserted.append(
        StoredLogSegment(
          logEncoder.encode(batch, segmentID: id), id: id, level: 1, arrived: round.arrived, valueFilter: filter))
    }
    let ready = inserted
    try store.withWriter { (writer) throws(StoreError) in try writer.replaceLogs(removed, with: ready) }
    store.counters.maintenance.mergedLogRecords.add(round.readCount - round.duplicateCount)
    store.counters.maintenance.duplicateLogRecords.add(round.duplicateCount)
  }
}
