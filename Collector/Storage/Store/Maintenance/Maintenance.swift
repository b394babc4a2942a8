import SegmentFormat
import SegmentScan
import TelemetryModel
package import TelemetryStorage

/// Keeps a store in shape: merges level 0 into level 1, compacts small segments, removes old ones, gives space back.
///
/// Works in bounded steps and keeps nothing between them that a restart could not do without. What is read is read like
/// any query, what is encoded is encoded outside the writer's lock; only the transaction that replaces segments holds
/// it, for milliseconds. It is killed or fails at any place without a trace: either that transaction happened or not.
///
/// Used by one thread at a time. A second one could only make the other's transactions fail.
package final class Maintenance {
  let store: SegmentStore
  let options: MaintenanceOptions
  private var levelZeroEncoder = LevelZeroEncoder()
  private var levelOneEncoder = LevelOneEncoder()
  var logEncoder: LevelOneLogEncoder
  var metricEncoder = MetricSegmentEncoder(.one)
  var retention: Retention
  var backfill = RollupBackfill()
  /// Segments that were found damaged: left in place, and skipped.
  var skipped: Set<Int64> = []
  /// Not before this uptime: the last attempt found nothing that was complete.
  private var nextMerge: UInt64 = 0
  /// Not before this uptime does age alone make a merge due: the last one left old spans in level 0.
  private var nextPressing: UInt64 = 0
  private var committedSpanCount: Int

  init(_ store: SegmentStore, _ options: MaintenanceOptions) {
    self.store = store
    self.options = options
    logEncoder = LevelOneLogEncoder(keys: store.correlationKeys)
    retention = Retention(options)
    committedSpanCount = store.counters.committedSpans.value
  }

  /// What a step did.
  package enum Outcome: Sendable {
    /// Something; there may be more to do.
    case worked
    /// Nothing was due.
    case idle
  }

  /// Works until nothing is due.
  package func run() throws(StoreError) {
    while try step() == .worked {}
  }

  /// Does the most urgent piece of work.
  ///
  /// - Throws: what stood in the way; everything is as it was, and a later step tries again.
  package func step() throws(StoreError) -> Outcome {
    let begin = StoreClock.threadNanoseconds()
    let counters = store.counters.maintenance
    defer { counters.cpuNanoseconds.add(Int(clamping: StoreClock.threadNanoseconds() &- begin)) }
    do {
      if try removeOldSegments() { return .worked }
      if try merge() { return .worked }
      if try compact() { return .worked }
      if try mergeLogs() { return .worked }
      if try mergeMetrics() { return .worked }
      if try backfillRollup() { return .worked }
      if try removeOldRollups() { return .worked }
      return try giveSpaceBack() ? .worked : .idle
    } catch {
      counters.failures.add()
      throw error
    }
  }

  /// Whether level 0 has grown beyond what is held back, so that merging should not rest.
  var isBehind: Bool {
    store.levelFigures()[0].spanCount > options.heldBackSpanCount + options.segmentSpanCount || isBehindWithLogs
      || isBehindWithMetrics
  }
}

// MARK: Merge

extension Maintenance {
  private static let fruitlessPause = Duration.seconds(1)

  private func merge() throws(StoreError) -> Bool {
    let uptime = store.clock.uptimeNanoseconds()
    guard uptime >= nextMerge else { return false }
    let now = store.clock.now()
    var due: MergePlan?
    var sources = try store.read { (reader, catalog) throws(StoreError) -> [MergeRound.Source] in
      let segments = catalog.entries.filter { $0.level == 0 && !skipped.contains($0.id) }
      due = MergePlan(segments, now: now, mayPress: uptime >= nextPressing, options)
      guard let due, !due.isPremature else { return [] }
      return try read(due.sources, reader)
    }
    guard let plan = due else { return false }
    if plan.isPremature { return pause() }
    // All were damaged. They are skipped from now on.
    guard !sources.isEmpty else { return true }
    let readIDs = Set(sources.map(\.entry.id))
    let unread = plan.sources.filter { !readIDs.contains($0.id) && !skipped.contains($0.id) }
    var openTraces = plan.openTraces
    openTraces.add(unread)
    // What is cut short can be merged again and again without an end: then traces are cut as well.
    let mayCutTraces = plan.isCutShort || !unread.isEmpty
    var round = try MergeRound(sources, options, mayCutTraces: mayCutTraces, openTraces)
    // What was held back keeps its age. It would make every step read it, and write nearly all of it back. Where more is
    // ripe than was read, the next step may complete it.
    if round.heldBackCount > 0 && !mayCutTraces { nextPressing = uptime &+ options.longestWait.nanoseconds }
    if round.levelOne.isEmpty { return pause() }
    let entries = sources.map(\.entry)
    // Their memory is as much as that of what is written now.
    sources = []
    try commit(&round, replacing: entries, isMerge: true)
    store.counters.maintenance.merges.add()
    if round.isMostlyHeldBack && !isBehind { nextMerge = uptime &+ options.holdBack.nanoseconds }
    return true
  }

  /// Lets traces go on for a while before they are looked at again.
  private func pause() -> Bool {
    nextMerge = store.clock.uptimeNanoseconds() &+ Self.fruitlessPause.nanoseconds
    return false
  }

  private func compact() throws(StoreError) -> Bool {
    var sources = try store.read { (reader, catalog) throws(StoreError) -> [MergeRound.Source] in
      let segments = catalog.entries.filter { $0.level > 0 && !skipped.contains($0.id) }
      guard let plan = CompactionPlan(segments, options) else { return [] }
      return try read(plan.sources, reader)
    }
    if sources.isEmpty { return false }
    guard sources.count > 1 else {
      // One alone fills the memory that a compaction may take.
      skipped.insert(sources[0].entry.id)
      return true
    }
    var round = try MergeRound(sources, options)
    let entries = sources.map(\.entry)
    sources = []
    try commit(&round, replacing: entries, isMerge: false)
    store.counters.maintenance.compactions.add()
    return true
  }

  /// Reads segments until their batches take as much memory as one segment may. Damaged ones are left out.
  private func read(_ entries: [SegmentEntry], _ reader: SegmentReader) throws(StoreError) -> [MergeRound.Source] {
    var sources: [MergeRound.Source] = []
    var byteCount = 0
    for entry in entries {
      guard sources.isEmpty || byteCount < options.segmentByteCount else { break }
      do {
        let batch = try store.decode(entry, reader)
        byteCount += batch.estimatedByteCount
        sources.append(MergeRound.Source(entry, batch))
      } catch {
        guard error.code == .corrupt else { throw error }
        store.damage.add(entry.id, error)
        skipped.insert(entry.id)
      }
    }
    return sources
  }

  /// Encodes what a round takes out, one segment after the other, and replaces the sources by it.
  ///
  /// - Parameter isMerge: whether the spans come from level 0, so that level 1 may have copies of them.
  private func commit(
    _ round: inout MergeRound, replacing sources: [SegmentEntry], isMerge: Bool
  ) throws(StoreError) {
    var inserted: [StoredSegment] = []
    var rollups: [StoredRollup] = []
    var mergedCount = 0
    var copyCount = 0
    while var output = round.nextLevelOne() {
      if isMerge, let new = try StoredCopies.newRows(of: output.batch, in: store) {
        copyCount += output.batch.count - new.count
        output.batch.keepRows(new)
        if output.batch.isEmpty { continue }
      }
      mergedCount += output.batch.count
      let id = try store.withWriter { (writer) throws(StoreError) in try writer.reserveID() }
      let encoded = levelOneEncoder.encode(output.batch, segmentID: id)
      let filter = BinaryFuseFilter(AttributeHashes.members(of: output.batch), width: .bits8)
      let arrived = output.arrived ?? store.clock.now()
      inserted.append(StoredSegment(encoded, id: id, arrived: arrived, valueFilter: filter))
      if let rollup = StoredRollup(of: output.batch, segmentID: id, arrived: arrived) { rollups.append(rollup) }
    }
    while let output = round.nextLevelZero() {
      let id = try store.withWriter { (writer) throws(StoreError) in try writer.reserveID() }
      let encoded = levelZeroEncoder.encode(output.batch, segmentID: id)
      inserted.append(StoredSegment(encoded, id: id, arrived: output.arrived ?? store.clock.now()))
    }
    let removed = sources.map(\.id)
    let (ready, readyRollups) = (inserted, rollups)
    try store.withWriter { (writer) throws(StoreError) in try writer.replace(removed, with: ready, readyRollups) }
    let counters = store.counters.maintenance
    counters.mergedSpans.add(mergedCount)
    counters.heldBackSpans.add(round.heldBackCount)
    counters.duplicatesRemoved.add(round.duplicateCount + copyCount)
  }
}

// MARK: Space

extension Maintenance {
  /// How many pages are given back at once: about a millisecond of the writer's time.
  private static let returnStep = 256

  private func giveSpaceBack() throws(StoreError) -> Bool {
    let committed = store.counters.committedSpans.value
    let isQuiet = committed == committedSpanCount
    committedSpanCount = committed
    let reserve = isQuiet ? 0 : options.freePageReserve
    let returned = try store.withWriter { (writer) throws(StoreError) in
      let free = try writer.freePageCount()
      if free > reserve { try writer.giveSpaceBack(pageCount: min(Self.returnStep, free - reserve)) }
      let returned = try free - writer.freePageCount()
      if returned <= 0 && isQuiet { writer.emptyLog() }
      return max(0, returned)
    }
    store.counters.maintenance.returnedPages.add(returned)
    return returned > 0
  }

  private func removeOldSegments() throws(StoreError) -> Bool {
    let removed = try retention.removeOldSegments(of: store)
    store.counters.maintenance.removedSegments.add(removed.segmentCount)
    store.counters.maintenance.removedSpans.add(removed.spanCount)
    store.counters.maintenance.removedLogRecords.add(removed.recordCount)
    store.counters.maintenance.removedMetricPoints.add(removed.pointCount)
    return removed.segmentCount > 0
  }
}
