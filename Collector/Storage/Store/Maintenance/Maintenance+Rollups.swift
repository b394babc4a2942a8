import Rollups
import TelemetryModel
import TelemetryStorage

/// Which level-1 segments are to get a rollup: those of a store that an older Skein made, and those of damaged rollups.
struct RollupBackfill {
  /// `nil` until it was looked up; since then every new segment came with its rollup.
  private var missing: [Int64]?
  private var repaired: Set<Int64> = []

  /// The next segment, newest first; `nil` when there is none.
  ///
  /// - Parameter findMissing: the segments without rollup, newest last; called once.
  mutating func next(
    damaged: Set<Int64>, findMissing: () throws(StoreError) -> [Int64]
  ) throws(StoreError) -> Int64? {
    if let id = damaged.subtracting(repaired).max() {
      repaired.insert(id)
      return id
    }
    if missing == nil { missing = try findMissing() }
    return missing?.popLast()
  }
}

extension Maintenance {
  /// Makes the rollup of one segment that should have one and has not.
  func backfillRollup() throws(StoreError) -> Bool {
    let (store, skipped) = (store, skipped)
    let next = try backfill.next(damaged: store.rollupDamage.segmentIDs) { () throws(StoreError) in
      try store.readRaw { (reader) throws(StoreError) in try reader.segmentsWithoutRollup() }
    }
    guard let id = next else { return false }
    guard !skipped.contains(id) else { return true }
    let rollup = try store.read { (reader, catalog) throws(StoreError) -> StoredRollup? in
      guard let entry = catalog.entries.first(where: { $0.id == id && $0.level > 0 }),
        let batch = try store.undamaged(entry, { () throws(StoreError) in try store.decode(entry, reader) })
      else { return nil }
      return StoredRollup(of: batch, segmentID: id, arrived: entry.arrived)
    }
    guard let rollup else { return true }
    try store.withWriter { (writer) throws(StoreError) in try writer.backfill(rollup) }
    store.counters.maintenance.backfilledRollups.add()
    return true
  }

  func removeOldRollups() throws(StoreError) -> Bool {
    let removed = try retention.removeOldRollups(of: store)
    store.counters.maintenance.removedRollups.add(removed)
    return removed > 0
  }
}
