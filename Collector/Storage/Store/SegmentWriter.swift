import SegmentFormat
import TelemetryModel
import TelemetryStorage

/// The one connection that writes and checkpoints, and what turns batches into rows.
final class SegmentWriter {
  let connection: SQLiteConnection
  private let insertSegment: SQLiteStatement
  private let insertPart: SQLiteStatement
  let removeSegment: SQLiteStatement
  let options: StoreOptions
  let counters: StoreCounters
  private var encoder = LevelZeroEncoder()
  var logEncoder: LevelZeroLogEncoder
  var metricEncoder = MetricSegmentEncoder(.zero)
  private var nextID: Int64
  private let walLength: WALLength
  /// How long the WAL has to be for the next checkpoint.
  private var checkpointThreshold: Int

  /// Opens the file for writing, and makes it if there is none.
  init(path: StorePath, options: StoreOptions, counters: StoreCounters) throws(StoreError) {
    let lock = try WriterLock(for: path.database)
    connection = try SQLiteConnection(path: path.database, access: .readWrite, vfs: options.vfs, lock: lock)
    self.options = options
    self.counters = counters
    logEncoder = LevelZeroLogEncoder(keys: options.correlationKeys)
    // Before anything that changes the file: one that is not ours stays as it is.
    _ = try options.schema.admit(connection)
    try Self.configure(connection, options)
    try options.schema.prepare(connection)
    // After a crash the tail of the WAL may be only in the page cache, or its fsync may have failed: frames appended
    // behind it would be lost with it in a power failure. So it is copied, synchronised and cut off first.
    guard try connection.checkpoint(.truncate, patienceMilliseconds: options.openPatienceMilliseconds) else {
      throw StoreError(
        .unavailable, "\(path.database): a query of another process keeps an old state; stop it, or try again")
    }
    insertSegment = try SQLiteStatement(connection, Self.insertion)
    insertPart = try SQLiteStatement(connection, "INSERT INTO segment_part VALUES (?, ?)")
    removeSegment = try SQLiteStatement(connection, "DELETE FROM segment WHERE id = ?")
    let highestID = max(
      try connection.number(
        "SELECT max(coalesce((SELECT max(id) FROM segment), 0), (SELECT highest_removed FROM meta))"),
      try Self.highestLogID(connection), try Self.highestMetricID(connection),
      try Self.highestArchiveID(connection))
    nextID = min(highestID, PartID.segmentLimit) + 1
    walLength = WALLength(of: connection)
    checkpointThreshold = options.checkpointPageCount
  }

  private static let insertion = """
    INSERT INTO segment (id, level, t0, t1, spans, traces, summary, trace_filter, arrived, bytes)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """

  private static func configure(_ connection: SQLiteConnection, _ options: StoreOptions) throws(StoreError) {
    try connection.execute("PRAGMA page_size = 4096")
    // Lets `giveSpaceBack` shorten the file. Counts for a file without tables only: a store that an older Skein made
    // uses its free pages again, but keeps them.
    try connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    guard try connection.text("PRAGMA journal_mode = WAL") == "wal" else {
      throw StoreError(
        .unavailable, "\(connection.path): SQLite cannot keep a write-ahead log here; use a local file system")
    }
    try connection.execute("PRAGMA synchronous = \(options.synchronisesWithDisk ? "FULL" : "OFF")")
    // Debian's SQLite overwrites deleted pages with zeros by default.
    try connection.execute("PRAGMA secure_delete = OFF")
  }

  /// Commits the batches in one transaction, as one segment, or as several when they are very large.
  func append(_ batches: [SpanBatch]) throws(StoreError) {
    var written = Written()
    do {
      let arrived = options.clock.now()
      try inTransaction { () throws(StoreError) in
        try SegmentPacking.forEachSegment(of: batches, rowLimit: options.segmentSpanCount) {
          (batch) throws(StoreError) in
          let id = try reserveID()
          try insert(StoredSegment(encoder.encode(batch, segmentID: id), id: id, arrived: arrived), &written)
        }
      }
    } catch {
      counters.failedCommits.add()
      throw error
    }
    counters.add(written)
    checkpointIfDue()
  }

  /// Runs `body` and commits what it changed; a failure leaves everything as it was.
  func inTransaction(_ body: () throws(StoreError) -> Void) throws(StoreError) {
    do {
      try connection.execute("BEGIN IMMEDIATE")
      try body()
      try connection.execute("COMMIT")
    } catch {
      // Nothing is tried again here, least of all a failed fsync: the kernel may have dropped the pages that it could
      // not write, and a second fsync would succeed without them. SQLite has not moved the end of its WAL, so the next
      // commit writes its frames over the failed ones, and so makes all of those pages anew.
      connection.rollBack()
      throw error.code == .full ? error : StoreError(.inputOutput, error.message)
    }
  }

  /// An ID for a segment that will be inserted.
  ///
  /// A failed commit uses up its IDs as well: its frames may come back when the process dies before the next one.
  func reserveID() throws(StoreError) -> Int64 {
    guard nextID < PartID.segmentLimit else { throw StoreError(.inputOutput, "\(connection.path): no IDs are left") }
    defer { nextID += 1 }
    return nextID
  }

  func insert(_ segment: StoredSegment, _ written: inout Written) throws(StoreError) {
    for (part, bytes) in segment.parts {
      try insertPart.run(.integer(PartID.of(segment.id, part: part)), .blob(bytes))
    }
    let figures = segment.figures
    try insertSegment.run(
      .integer(segment.id), .integer(Int64(figures.level)), .integer(figures.earliestStart.stored),
      .integer(figures.latestStart.stored), .integer(Int64(figures.spanCount)), .integer(Int64(figures.traceCount)),
      .blob(segment.summary), .blob(segment.traceFilter), .integer(segment.arrived.stored),
      .integer(Int64(segment.byteCount)))
    written.segmentCount += 1
    written.spanCount += figures.spanCount
    written.byteCount += segment.byteCount
  }

  /// Copies the WAL into the file when it has grown enough. A failure is counted and changes nothing: what was
  /// committed is safe in the WAL.
  func checkpointIfDue() {
    let length = walLength.pageCount
    // SQLite has begun the WAL anew.
    if length < checkpointThreshold - options.checkpointPageCount { checkpointThreshold = options.checkpointPageCount }
    guard length >= checkpointThreshold else { return }
    let isPatient = length >= StoreLimits.patientCheckpointPageCount
    checkpoint(isPatient ? .truncate : .passive, StoreLimits.checkpointPatienceMilliseconds)
    // When readers stand in the way, or it failed, the WAL goes on growing until the next attempt.
    checkpointThreshold = length + options.checkpointPageCount
  }

  func checkpoint(_ mode: SQLiteConnection.CheckpointMode, _ patienceMilliseconds: Int32) {
    do {
      let isComplete = try connection.checkpoint(mode, patienceMilliseconds: patienceMilliseconds)
      if isComplete { counters.checkpoints.add() } else { counters.incompleteCheckpoints.add() }
      if isComplete, case .truncate = mode { walLength.restart() }
    } catch {
      counters.failedCheckpoints.add()
    }
  }

  /// Whether the WAL holds anything that was written since it was last emptied.
  var hasLog: Bool { walLength.pageCount > 0 }

  /// Leaves a file without a WAL behind, if no reader holds it. Afterwards only `deinit` may follow.
  func finish() { checkpoint(.truncate, StoreLimits.checkpointPatienceMilliseconds) }
}

/// What one commit wrote.
struct Written {
  var segmentCount = 0
  var spanCount = 0
  var byteCount = 0
}
