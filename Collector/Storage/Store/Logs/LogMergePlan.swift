import TelemetryModel
import TelemetryStorage

/// Which log segments are merged next, into segments by time.
///
/// Pure. Level-0 segments wait until they make up a whole segment, or one of them has waited for long; small level-1
/// segments of like size and time are compacted as those of spans are (`CompactionPlan`).
struct LogMergePlan {
  /// By arrival.
  let sources: [LogEntry]

  private init(sources: [LogEntry]) { self.sources = sources }

  /// - Returns: `nil` when nothing is due.
  static func merge(_ levelZero: [LogEntry], now: Timestamp, _ options: MaintenanceOptions) -> LogMergePlan? {
    let segments = levelZero.sorted { ($0.arrived, $0.id) < ($1.arrived, $1.id) }
    guard let oldest = segments.first else { return nil }
    let recordCount = segments.reduce(0) { $0 + $1.recordCount }
    // Arrived in the future: the clock was set back since. Such segments are not waited for.
    let isPressing =
      oldest.arrived <= now.moved(back: options.longestWait) || oldest.arrived > now.moved(on: .seconds(60))
    guard
      isPressing || recordCount >= options.logSegmentRecordCount || segments.count >= options.waitingSegmentCount
    else { return nil }
    return LogMergePlan(sources: prefix(of: segments, recordLimit: options.longestLogRoundRecordCount))
  }

  private struct Group: Hashable {
    let window: UInt64
    let tier: Int
  }

  /// Size-tiered: a record is rewritten at most once for each power of four of its segment's size.
  static func compaction(_ levelOne: [LogEntry], _ options: MaintenanceOptions) -> LogMergePlan? {
    let window = options.effectiveCompactionWindowNanoseconds
    var groups: [Group: [LogEntry]] = [:]
    for segment in levelOne where segment.recordCount < options.logSegmentRecordCount / 2 {
      // A record takes about 16 times as much memory as it takes on disk.
      guard segment.byteCount < options.segmentByteCount / 32 else { continue }
      let tier = (Int.bitWidth - max(1, segment.recordCount).leadingZeroBitCount - 1) / 2
      groups[Group(window: segment.times.end.nanoseconds / window, tier: tier), default: []].append(segment)
    }
    let due = groups.filter { $0.value.count >= max(2, options.compactionFanIn) }
    guard let smallest = due.min(by: { ($0.key.tier, $0.key.window) < ($1.key.tier, $1.key.window) }) else {
      return nil
    }
    let segments = smallest.value.sorted { ($0.times.end, $0.id) < ($1.times.end, $1.id) }
    let sources = prefix(of: segments, recordLimit: options.logSegmentRecordCount)
    return sources.count > 1 ? LogMergePlan(sources: sources) : nil
  }

  /// As many segments as hold so many records; one at least.
  private static func prefix(of segments: [LogEntry], recordLimit: Int) -> [LogEntry] {
    var sources: [LogEntry] = []
    var recordCount = 0
    for segment in segments {
      guard sources.isEmpty || recordCount + segment.recordCount <= recordLimit else { break }
      sources.append(segment)
      recordCount += segment.recordCount
    }
    return sources
  }
}

extension MaintenanceOptions {
  /// The most records that one merge reads: a whole segment, and what arrived meanwhile.
  var longestLogRoundRecordCount: Int { logSegmentRecordCount + logSegmentRecordCount / 4 }
}
