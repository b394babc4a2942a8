import TelemetryModel
import TelemetryStorage

/// Removes the oldest segments, of spans, log records and points of metrics alike, by age and by bytes.
///
/// The age of a segment is that of its latest start, so nothing younger than `retain` (of metrics: `retainMetrics`) is ever removed for its age. Where
/// that time cannot be true (0, or later than the spans arrived), the time of their arrival counts instead.
struct Retention {
  /// How many segments one transaction removes.
  static let stepCount = 64
  /// How much later than its arrival a span may start: senders' clocks differ.
  private static let senderTolerance = Duration.seconds(3_600)

  /// How long nothing is looked for after nothing was found.
  static let pause = Duration.seconds(1)

  let options: MaintenanceOptions
  private var clock: TrustedClock?
  /// Not before this uptime.
  private var nextLook: UInt64 = 0
  /// The same for rollups.
  var nextLookAtRollups: UInt64 = 0

  init(_ options: MaintenanceOptions) { self.options = options }

  struct Removed {
    var segmentCount = 0
    var spanCount = 0
    var recordCount = 0
    var pointCount = 0
  }

  /// A segment as far as retention goes; also one that was set aside.
  struct Candidate: Sendable {
    let id: Int64
    let time: Timestamp
    let spanCount: Int
    /// Of log records; a segment holds either these, or spans, or points.
    let recordCount: Int
    let pointCount: Int
    let byteCount: Int

    init(
      id: Int64, latestStart: Timestamp, arrived: Timestamp, spanCount: Int = 0, recordCount: Int = 0,
      pointCount: Int = 0, byteCount: Int
    ) {
      self.id = id
      let isPlausible =
        latestStart.nanoseconds > 0 && latestStart <= arrived.moved(on: Retention.senderTolerance)
      time = isPlausible ? latestStart : arrived
      self.spanCount = spanCount
      self.recordCount = recordCount
      self.pointCount = pointCount
      self.byteCount = byteCount
    }
  }

  /// Removes up to `stepCount` segments that are due.
  mutating func removeOldSegments(of store: SegmentStore) throws(StoreError) -> Removed {
    guard options.retain != nil || options.retainMetrics != nil || options.retainBytes != nil else {
      return Removed()
    }
    let uptime = store.clock.uptimeNanoseconds()
    guard uptime >= nextLook else { return Removed() }
    var newestRollup: Candidate?
    var candidates = try store.read { (reader, catalog) throws(StoreError) -> [Candidate] in
      newestRollup = try reader.newestRollup()
      return try catalog.entries.map(Candidate.init) + reader.damagedSegments()
    }
    candidates += try store.logRetentionCandidates()
    let metrics = try store.metricRetentionCandidates()
    let metricIDs = Set(metrics.lazy.map(\.id))
    candidates += metrics
    candidates.sort { ($0.time, $0.id) < ($1.time, $1.id) }
    var due: [Candidate] = []
    if options.retain != nil || options.retainMetrics != nil {
      // Where all spans are gone, their rollups still tell when they arrived.
      let newest = [candidates.last, newestRollup].compactMap(\.self).map(\.time).max()
      let now = trustedTime(store.clock, newest: newest)
      let end = options.retain.map(now.moved(back:))
      let metricEnd = options.retainMetrics.map(now.moved(back:))
      let expired = candidates.filter { candidate in
        (metricIDs.contains(candidate.id) ? metricEnd : end).map { candidate.time < $0 } ?? false
      }
      due = Array(expired.prefix(Self.stepCount))
    }
    if due.isEmpty, let limit = options.retainBytes {
      // What is archived does not count: nothing that retention removes would make room for it.
      let used = try store.withWriter { (writer) throws(StoreError) in
        try writer.usedByteCount() - writer.archivedByteCount()
      }
      var excess = used - limit
      for candidate in candidates.prefix(Self.stepCount) where excess > 0 {
        due.append(candidate)
        excess -= candidate.byteCount
      }
    }
    if due.isEmpty {
      nextLook = uptime &+ Self.pause.nanoseconds
      return Removed()
    }
    let ids = due.map(\.id)
    try store.withWriter { (writer) throws(StoreError) in try writer.remove(ids) }
    return Removed(
      segmentCount: due.count, spanCount: due.reduce(0) { $0 + $1.spanCount },
      recordCount: due.reduce(0) { $0 + $1.recordCount }, pointCount: due.reduce(0) { $0 + $1.pointCount })
  }

  mutating func trustedTime(_ storeClock: StoreClock, newest: Timestamp?) -> Timestamp {
    let now = storeClock.now()
    let uptime = storeClock.uptimeNanoseconds()
    var clock = clock ?? TrustedClock(newest: newest, now: now, uptimeNanoseconds: uptime)
    defer { self.clock = clock }
    return clock.time(now: now, uptimeNanoseconds: uptime)
  }
}

extension Retention.Candidate {
  fileprivate init(_ entry: SegmentEntry) {
    self.init(
      id: entry.id, latestStart: entry.latestStart, arrived: entry.arrived, spanCount: entry.spanCount,
      byteCount: entry.byteCount)
  }
}

extension SegmentReader {
  /// The segments that were set aside.
  fileprivate func damagedSegments() throws(StoreError) -> [Retention.Candidate] {
    var result: [Retention.Candidate] = []
    try SQLiteStatement(connection, "SELECT id, t1, arrived, spans, bytes FROM damaged_segment").forEachRow { row in
      result.append(
        Retention.Candidate(
          id: row.integer(0), latestStart: Timestamp(latestStored: row.integer(1)),
          arrived: Timestamp(earliestStored: row.integer(2)), spanCount: Int(UInt32(clamping: row.integer(3))),
          byteCount: Int(UInt32(clamping: row.integer(4)))))
    }
    return result
  }
}
