import TelemetryModel

/// Which level-0 segments the next merge reads.
///
/// Pure. Segments are taken in the order of their arrival, as many as make up one level-1 segment. Of these, only
/// traces that are complete go to level 1: the rows of the others are written to a new level-0 segment in the same
/// transaction. That costs a second level-0 encoding for about 15 % of the spans under load (and next to none without),
/// while waiting until whole segments are complete would never end: each of them cuts through some trace.
struct MergePlan {
  /// By arrival.
  let sources: [SegmentEntry]
  /// Further segments that are ripe: traces of the sources that go on there are merged together with them.
  let nextRipe: [SegmentEntry]
  /// Segments that are not ripe: traces that go on there wait for them, but not for ever.
  let young: [SegmentEntry]
  /// Traces that began to arrive earlier wait no longer.
  let patienceEnd: Timestamp
  /// Whether more segments are ripe than are read.
  let isCutShort: Bool
  /// Whether something has waited for so long that a small segment is better than none.
  let isPressing: Bool

  /// - Parameter spanLimit: how many spans to read; at least one segment is taken.
  /// - Returns: `nil` when nothing is due.
  init?(_ levelZero: [SegmentEntry], now: Timestamp, spanLimit: Int, _ options: MaintenanceOptions) {
    let segments = levelZero.sorted { ($0.arrived, $0.id) < ($1.arrived, $1.id) }
    let ripeEnd = now.moved(back: options.holdBack)
    // Arrived in the future: the clock was set back since. Such segments are not waited for.
    let future = now.moved(on: .seconds(60))
    var newerSpanCount = segments.reduce(0) { $0 + $1.spanCount }
    var ripe: [SegmentEntry] = []
    for segment in segments {
      newerSpanCount -= segment.spanCount
      let isBeyond = newerSpanCount >= options.heldBackSpanCount
      if segment.arrived <= ripeEnd || isBeyond || segment.arrived > future { ripe.append(segment) }
    }
    guard let oldest = ripe.first else { return nil }
    let ripeSpanCount = ripe.reduce(0) { $0 + $1.spanCount }
    isPressing = oldest.arrived <= ripeEnd.moved(back: options.longestWait) || oldest.arrived > future
    let isFull = ripeSpanCount >= options.segmentSpanCount || ripe.count >= options.waitingSegmentCount
    guard isFull || isPressing else { return nil }

    var sources: [SegmentEntry] = []
    var spanCount = 0
    for segment in ripe {
      guard sources.isEmpty || spanCount + segment.spanCount <= spanLimit else { break }
      sources.append(segment)
      spanCount += segment.spanCount
    }
    self.sources = sources
    isCutShort = sources.count < ripe.count
    patienceEnd = now.moved(back: options.longestHoldBack)
    // Whoever is silent for longer than the hold-back is complete.
    let silence = (sources.last?.arrived ?? now).moved(on: options.holdBack)
    nextRipe = ripe[sources.count...].filter { $0.arrived <= silence }
    let ripeIDs = Set(ripe.map(\.id))
    young = segments.filter { !ripeIDs.contains($0.id) && $0.arrived <= silence }
  }
}

extension Timestamp {
  /// So much earlier, or the beginning of time.
  func moved(back duration: Duration) -> Timestamp {
    let (moved, underflows) = nanoseconds.subtractingReportingOverflow(duration.nanoseconds)
    return Timestamp(nanoseconds: underflows ? 0 : moved)
  }

  /// So much later, or the end of time.
  func moved(on duration: Duration) -> Timestamp {
    let (moved, overflows) = nanoseconds.addingReportingOverflow(duration.nanoseconds)
    return Timestamp(nanoseconds: overflows ? .max : moved)
  }
}
