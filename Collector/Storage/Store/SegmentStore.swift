import SegmentFormat
import Synchronization
package import TelemetryModel
package import TelemetryStorage

/// The store of a single machine: immutable segments in one SQLite file.
///
/// One connection writes and checkpoints; a pool of read-only connections answers queries, each call in one read
/// transaction. Another process may open the same file with `openReadOnly` and sees every commit at once.
///
/// Damage is contained: a segment whose checksum is wrong is left out of answers, reported once through
/// `StoreOptions.onDamage` and counted. Its bytes never come back as spans, and the rest of the file stays readable.
/// Only what SQLite itself needs to find segments fails a whole call, with `StoreError.Code.corrupt`.
package final class SegmentStore: TelemetryStore {
  let path: StorePath
  private let writer: Mutex<SegmentWriter?>
  let readers: ReaderPool
  private let catalog = Mutex(SegmentCatalog())
  let openedSegments: SegmentCache<LevelOneSegment>
  /// `nil` for a segment without one.
  let valueFilters: SegmentCache<BinaryFuseFilter?>
  let rollupCache: RollupCache
  let logs = LogState()
  let metrics = MetricState()
  let maintenanceThread = Mutex<MaintenanceThread?>(nil)
  let clock: StoreClock
  /// See `StoreOptions.correlationKeys`.
  let correlationKeys: CorrelationKeys
  /// See `StoreOptions.archiveByteCount`.
  let archiveByteCount: Int
  let counters: StoreCounters
  let damage: DamageReport
  /// By the IDs of rollups.
  let rollupDamage: DamageReport

  /// Opens a file for reading and writing, and makes it if there is none.
  ///
  /// - Throws: `unavailable` when another store writes it or the path is wrong, `incompatible` when it is no store or
  ///   a newer one, `full` or `inputOutput` when it cannot be made.
  package static func open(
    path: String, options: StoreOptions = StoreOptions()
  ) throws(StoreError) -> SegmentStore {
    try SQLiteLibrary.check()
    let path = try StorePath(path, mustExist: false)
    let counters = StoreCounters()
    let writer = try SegmentWriter(path: path, options: options, counters: counters)
    return try SegmentStore(path, writer, counters, options)
  }

  /// Opens a file for reading, beside a writer or without one.
  ///
  /// - Throws: `unavailable` when there is no file or it holds no store yet, `incompatible` as `open`. `append` of
  ///   such a store throws `unavailable`.
  package static func openReadOnly(
    path: String, options: StoreOptions = StoreOptions()
  ) throws(StoreError) -> SegmentStore {
    try SQLiteLibrary.check()
    return try SegmentStore(try StorePath(path, mustExist: true), nil, StoreCounters(), options)
  }

  private init(
    _ path: StorePath, _ writer: sending SegmentWriter?, _ counters: StoreCounters, _ options: StoreOptions
  ) throws(StoreError) {
    self.path = path
    self.writer = Mutex(writer)
    self.counters = counters
    clock = options.clock
    correlationKeys = options.correlationKeys
    archiveByteCount = options.archiveByteCount
    openedSegments = SegmentCache(byteLimit: options.openedSegmentByteCount) { $0.byteCount }
    valueFilters = SegmentCache(byteLimit: StoreLimits.valueFilterByteCount) { $0?.byteCount ?? 0 }
    rollupCache = RollupCache(byteLimit: options.rollupCacheByteCount)
    readers = ReaderPool(path: path, options: options)
    damage = DamageReport(onDamage: options.onDamage)
    rollupDamage = DamageReport(onDamage: options.onDamage)
    // Fills the catalog, and shows at once whether the file can be read.
    try read { _, _ in }
  }

  /// Ends maintenance, copies the WAL into the file and closes it. Later calls throw `unavailable`. Calls that read are not interrupted.
  package func close() {
    maintenanceThread.withLock { thread in
      thread?.stop()
      thread = nil
    }
    readers.close()
    writer.withLock { writer in
      writer?.finish()
      writer = nil
    }
  }
}

extension SegmentStore {
  package func append(_ batches: [SpanBatch]) throws(StoreError) {
    guard batches.contains(where: { !$0.isEmpty }) else { return }
    try withWriter { (writer) throws(StoreError) in try writer.append(batches) }
  }

  /// Reads only segments whose trace filter matches, and the archive. Damaged segments are left out, see `SegmentStore`.
  package func trace(_ id: TraceID) throws(StoreError) -> SpanBatch {
    try read { (reader, catalog) throws(StoreError) in try trace(id, reader, catalog) }
  }

  private func trace(
    _ id: TraceID, _ reader: SegmentReader, _ catalog: SegmentCatalog
  ) throws(StoreError) -> SpanBatch {
    var trace = SpanBatch()
    for entry in catalog.segments(mayContain: id) {
      let found = try undamaged(entry) { () throws(StoreError) in try spans(of: [id], in: entry, .whole, reader) }
      if let found, !found.isEmpty { trace.append(contentsOf: found) }
    }
    return try joined(trace, withArchived: id, reader)
  }

  /// Reads each segment whose trace filter matches once, for all of the traces. Archived ones come whole, one by one:
  /// only then can their copies be told from other spans.
  package func traces(
    _ ids: Set<TraceID>, _ detail: SpanDetail, _ visit: (SpanBatch) throws(StoreError) -> ScanStep
  ) throws(StoreError) {
    try read { (reader, catalog) throws(StoreError) in
      let archived = try reader.archivedTraces(among: ids)
      for (entry, wanted) in catalog.segments(mayContain: ids.subtracting(archived)) {
        let found = try undamaged(entry) { () throws(StoreError) in try spans(of: wanted, in: entry, detail, reader) }
        if let found, !found.isEmpty, try visit(found) == .stop { return }
      }
      for id in archived {
        let found = try trace(id, reader, catalog)
        if !found.isEmpty, try visit(found) == .stop { return }
      }
    }
  }

  /// Answers from memory.
  package func operations() throws(StoreError) -> Set<ServiceOperation> {
    try read { _, catalog in catalog.operations }
  }

  /// Offers segments by falling latest start. A damaged one loads as an empty batch, see `SegmentStore`.
  package func scan(
    _ hint: ScanHint, _ visit: (ScanPortion) throws(StoreError) -> ScanStep
  ) throws(StoreError) {
    try read { (reader, catalog) throws(StoreError) in
      let visitation = Visitation()
      defer { visitation.isOver = true }
      let search = SegmentSearch(self, reader, hint)
      for entry in catalog.segments(for: hint) {
        let portion = ScanPortion(
          latestStart: entry.latestStart,
          search: { (condition, visit) throws(StoreError) in
            precondition(!visitation.isOver, "a portion is searched inside the visit only")
            try search.matches(condition, in: entry, visit)
          },
          select: { (condition, columns) throws(StoreError) in
            precondition(!visitation.isOver, "a portion is searched inside the visit only")
            return try search.candidates(for: condition, columns: columns, in: entry)
          },
          read: { () throws(StoreError) in
            precondition(!visitation.isOver, "a portion is loaded inside the visit only")
            return try search.load(entry)
          })
        if try visit(portion) == .stop { return }
      }
    }
  }

  /// Figures for metrics. Never fails: what cannot be found out is as it was last seen.
  package func statistics() -> StoreStatistics {
    // Brings the catalog up to date; when the disk fails, the figures matter all the more.
    try? read { _, _ in }
    let levels = levelFigures()
    return StoreStatistics(
      commits: counters.commits.value,
      failedCommits: counters.failedCommits.value,
      committedSpans: counters.committedSpans.value,
      committedSegments: counters.committedSegments.value,
      committedBytes: counters.committedBytes.value,
      checkpoints: counters.checkpoints.value,
      incompleteCheckpoints: counters.incompleteCheckpoints.value,
      failedCheckpoints: counters.failedCheckpoints.value,
      segmentsRead: counters.segmentsRead.value, damagedSegments: damage.segmentCount,
      levelZero: levels[0], levelOne: levels[1], maintenance: counters.maintenance.statistics,
      openedSegmentByteCount: openedSegments.byteCount, databaseByteCount: StorePath.byteCount(of: path.database) ?? 0,
      walByteCount: StorePath.byteCount(of: path.wal) ?? 0, logs: logStatistics(), metrics: metricStatistics(),
      archive: archiveStatistics())
  }
}

extension SegmentStore {
  /// Whether the scan that made a portion has returned.
  private final class Visitation {
    var isOver = false
  }

  /// Runs `body` in one read transaction, with the catalog of exactly the state that it sees.
  func read<Result: Sendable>(
    _ body: (SegmentReader, SegmentCatalog) throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    try readers.withReader { (reader) throws(StoreError) in
      try body(reader, try current(catalog, reader.spanSegments, reader))
    }
  }

  /// The same without the catalog, for a file of which the catalog may be damaged.
  func readRaw<Result: Sendable>(_ body: (SegmentReader) throws(StoreError) -> Result) throws(StoreError) -> Result {
    try readers.withReader { (reader) throws(StoreError) in
      try reader.begin()
      return try body(reader)
    }
  }

  /// Runs `body` while nobody else writes.
  func withWriter<Result: Sendable>(
    _ body: (SegmentWriter) throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    try writer.withLock { (writer) throws(StoreError) in
      guard let writer else { throw StoreError(.unavailable, "\(path.database) is not open for writing") }
      return try body(writer)
    }
  }

  /// What the segments of each level held when the catalog was last brought up to date.
  func levelFigures() -> [LevelFigures] { catalog.withLock { $0.levels } }

  /// Begins the reader's transaction and brings a catalog to the state that it sees.
  func current<Kind: Catalog>(
    _ catalog: borrowing Mutex<Kind>, _ table: SegmentTable<Kind.Row>, _ reader: SegmentReader
  ) throws(StoreError) -> Kind {
    var found: [CatalogDamage] = []
    // Reported outside the lock: what is called there may ask the store something.
    defer { for each in found { damage.add(each.segmentID, each.error) } }
    // The transaction begins inside the lock: so transactions follow the catalog's order, and none sees less than the
    // catalog has.
    return try catalog.withLock { (catalog) throws(StoreError) in
      try reader.begin()
      try catalog.refresh(table, path: path.database, damage: &found)
      return catalog
    }
  }
}
