/// What maintenance of a store does, and when. The defaults are for production; tests choose smaller figures.
package struct MaintenanceOptions: Sendable {
  /// How long the spans of a trace stay in level 0 after the latest of them arrived, so that traces are merged whole.
  package var holdBack = Duration.seconds(30)
  /// Spans beyond the newest so many are not held back: under full load level 0 stays bounded.
  package var heldBackSpanCount = 524_288
  /// A trace that keeps receiving spans is held back no longer than this after its first ones arrived.
  package var longestHoldBack = Duration.seconds(300)
  /// How many spans a level-1 segment is meant to have; it has at most a quarter more.
  package var segmentSpanCount = 49_152
  /// About how many bytes of memory the batch behind one level-1 segment takes at most.
  package var segmentByteCount = 48 << 20
  /// How many records a level-1 log segment is meant to have, and has at most. Log records wait for no others of their
  /// trace.
  package var logSegmentRecordCount = 32_768
  /// How many points a level-1 metric segment is meant to have, and has at most.
  package var metricSegmentPointCount = 524_288
  /// Metric segments do not reach beyond windows of this length: the longer, the fewer bytes a point takes, and the
  /// more of them a query reads that wants a few minutes only.
  package var metricWindow = Duration.seconds(8 * 3_600)
  /// Spans that are too few for a segment are merged after they were ripe for so long; and no sooner after a merge that
  /// held others back.
  package var longestWait = Duration.seconds(120)
  /// And when they came in so many level-0 segments, and as many as are held back: each costs readers time.
  package var waitingSegmentCount = 512
  /// How many small level-1 segments of like size are compacted into one.
  package var compactionFanIn = 4
  /// Segments are compacted only within windows of this length, so that retention can remove old spans in time.
  package var compactionWindow = Duration.seconds(86_400)
  /// How old spans and log records get; `nil` for any age.
  package var retain: Duration?
  /// How old points of metrics get; `nil` for any age.
  package var retainMetrics: Duration?
  /// How old rollups get whose spans are gone: a year, and a month to compare with. A rollup lives at least as long as
  /// its segment.
  package var retainRollups = Duration.seconds(400 * 86_400)
  /// How many bytes of the file may be in use; `nil` for any number.
  package var retainBytes: Int?
  /// Free pages (of 4 KiB) that are kept while spans arrive: a file that shrinks and grows in turn costs time.
  package var freePageReserve = 4_096

  package init() {}

  /// Sets how long traces are held back, and what is too little for a segment waits: four times as long.
  package mutating func wait(_ holdBack: Duration) {
    self.holdBack = holdBack
    longestHoldBack = max(holdBack, min(longestHoldBack, holdBack * 10))
    longestWait = holdBack * 4
  }
}

extension MaintenanceOptions {
  /// The most spans that one level-1 segment holds, and as a rule one merge reads.
  var longestSegmentSpanCount: Int { segmentSpanCount + segmentSpanCount / 4 }

  /// The most spans that a merge reads when traces reach beyond what a usual one reads.
  var longestRoundSpanCount: Int { segmentSpanCount * 3 }

  /// The compaction window, shortened to an eighth of the retention.
  var effectiveCompactionWindowNanoseconds: UInt64 {
    let window = retain.map { min(compactionWindow, $0 / 8) } ?? compactionWindow
    return max(1, window.nanoseconds)
  }
}

extension Duration {
  /// 0 for negative durations; at most 584 years.
  var nanoseconds: UInt64 {
    let (seconds, attoseconds) = components
    guard seconds >= 0, attoseconds >= 0 else { return 0 }
    let (product, overflows) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
    return overflows ? .max : product &+ UInt64(attoseconds / 1_000_000_000)
  }
}
