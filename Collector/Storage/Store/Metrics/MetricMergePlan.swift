import TelemetryModel
import TelemetryStorage

/// Which metric segments are merged next, into segments by series and time.
///
/// Pure. Level-0 segments wait until they make up a whole segment, or one of them has waited for long. Level-1 segments
/// are compacted within windows of time, always such of like size: a point is rewritten a few times only. The longer
/// the runs of a series are, the fewer bytes its points take.
struct MetricMergePlan {
  /// By arrival.
  let sources: [MetricSegmentEntry]

  private init(sources: [MetricSegmentEntry]) { self.sources = sources }

  /// - Returns: `nil` when nothing is due.
  static func merge(
    _ levelZero: [MetricSegmentEntry], now: Timestamp, _ options: MaintenanceOptions
  ) -> MetricMergePlan? {
    let segments = levelZero.sorted { ($0.arrived, $0.id) < ($1.arrived, $1.id) }
    guard let oldest = segments.first else { return nil }
    let pointCount = segments.reduce(0) { $0 + $1.pointCount }
    // Arrived in the future: the clock was set back since. Such segments are not waited for.
    let isPressing =
      oldest.arrived <= now.moved(back: options.longestWait) || oldest.arrived > now.moved(on: .seconds(60))
    guard isPressing || pointCount >= options.metricSegmentPointCount || segments.count >= options.waitingSegmentCount
    else { return nil }
    return MetricMergePlan(sources: prefix(of: segments, options))
  }

  private struct Group: Hashable {
    let window: UInt64
    let tier: Int
  }

  /// Of a window that goes on, `compactionFanIn` segments of like size; of one that is over, two.
  static func compaction(
    _ levelOne: [MetricSegmentEntry], now: Timestamp, _ options: MaintenanceOptions
  ) -> MetricMergePlan? {
    let window = options.metricWindowNanoseconds
    var groups: [Group: [MetricSegmentEntry]] = [:]
    for segment in levelOne where segment.pointCount < options.metricSegmentPointCount / 2 {
      let tier = (Int.bitWidth - max(1, segment.pointCount).leadingZeroBitCount - 1) / 2
      groups[Group(window: segment.times.end.nanoseconds / window, tier: tier), default: []].append(segment)
    }
    let openWindow = now.moved(back: options.longestWait * 2).nanoseconds / window
    let due = groups.filter { group, segments in
      segments.count >= (group.window < openWindow ? 2 : max(2, options.compactionFanIn))
    }
    guard let smallest = due.min(by: { ($0.key.tier, $0.key.window) < ($1.key.tier, $1.key.window) }) else {
      return nil
    }
    let sources = prefix(of: smallest.value.sorted { ($0.arrived, $0.id) < ($1.arrived, $1.id) }, options)
    return sources.count > 1 ? MetricMergePlan(sources: sources) : nil
  }

  /// As many segments as hold at most a whole segment's points; one at least.
  private static func prefix(
    of segments: [MetricSegmentEntry], _ options: MaintenanceOptions
  ) -> [MetricSegmentEntry] {
    var sources: [MetricSegmentEntry] = []
    var pointCount = 0
    for segment in segments {
      guard sources.isEmpty || pointCount + segment.pointCount <= options.metricSegmentPointCount else { break }
      sources.append(segment)
      pointCount += segment.pointCount
    }
    return sources
  }
}

extension MaintenanceOptions {
  /// The length of a window of metrics, shortened to an eighth of their retention.
  var metricWindowNanoseconds: UInt64 {
    let window = retainMetrics.map { min(metricWindow, $0 / 8) } ?? metricWindow
    return max(1, window.nanoseconds)
  }
}
