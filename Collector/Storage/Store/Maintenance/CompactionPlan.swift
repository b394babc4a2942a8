import TelemetryModel

/// Which small level-1 segments are compacted into one.
///
/// Pure. Size-tiered: segments whose span counts lie within the same power of four, and whose latest starts lie in the
/// same window of time, are compacted once there are `compactionFanIn` of them. The result belongs to a higher tier, so
/// a span is rewritten at most once per tier: log4(49,152 / 2), fewer than eight times in its life. Segments of half
/// the target size are large enough and stay as they are.
struct CompactionPlan {
  let sources: [SegmentEntry]

  private struct Group: Hashable {
    let window: UInt64
    let tier: Int
  }

  /// - Returns: `nil` when nothing is due.
  init?(_ levelOne: [SegmentEntry], _ options: MaintenanceOptions) {
    let window = options.effectiveCompactionWindowNanoseconds
    var groups: [Group: [SegmentEntry]] = [:]
    for segment in levelOne where segment.isSmall(options) {
      let tier = (Int.bitWidth - max(1, segment.spanCount).leadingZeroBitCount - 1) / 2
      groups[Group(window: segment.latestStart.nanoseconds / window, tier: tier), default: []].append(segment)
    }
    let due = groups.filter { $0.value.count >= max(2, options.compactionFanIn) }
    guard let smallest = due.min(by: { ($0.key.tier, $0.key.window) < ($1.key.tier, $1.key.window) }) else {
      return nil
    }
    var sources: [SegmentEntry] = []
    var spanCount = 0
    for segment in smallest.value.sorted(by: { ($0.latestStart, $0.id) < ($1.latestStart, $1.id) }) {
      guard spanCount + segment.spanCount <= options.longestSegmentSpanCount else { break }
      sources.append(segment)
      spanCount += segment.spanCount
    }
    guard sources.count > 1 else { return nil }
    self.sources = sources
  }
}

extension SegmentEntry {
  fileprivate func isSmall(_ options: MaintenanceOptions) -> Bool {
    // A span takes about 16 times as much memory as it takes on disk.
    spanCount < options.segmentSpanCount / 2 && byteCount < options.segmentByteCount / 32
  }
}
