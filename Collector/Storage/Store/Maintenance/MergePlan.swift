import TelemetryModel

/// Which level-0 segments the next merge reads, and which traces it leaves there.
///
/// Pure. Segments are taken in the order of their arrival, as many as make up one level-1 segment. Of these, only
/// traces that are complete go to level 1: the rows of the others are written to a new level-0 segment in the same
/// transaction. That costs a second level-0 encoding for about 15 % of the spans under load (and next to none without),
/// while waiting until whole segments are complete would never end: each of them cuts through some trace.
///
/// Where nearly all traces go on behind the sources, more segments are taken. Trace filters tell: nothing is read to no
/// avail.
struct MergePlan {
  /// By arrival.
  let sources: [SegmentEntry]
  let openTraces: OpenTraces
  /// Whether more segments are ripe than are read.
  let isCutShort: Bool
  /// Whether most of the spans belong to open traces, as far as can be told without reading them.
  let isMostlyOpen: Bool
  /// Whether something has waited for so long that a small segment is better than none.
  let isPressing: Bool

  /// A merge that leaves more than this part of what it reads in level 0 is not worth it.
  static let mostlyOpenShare = 2.0 / 3
  /// The same in terms of `OpenTraces.share`: open traces have more spans than others.
  private static let mostlyOpenEstimate = 1.0 / 2

  /// Whether to wait until more traces are complete.
  var isPremature: Bool { isMostlyOpen && !isCutShort && !isPressing }

  /// - Parameter mayPress: whether age alone may make a merge due.
  /// - Returns: `nil` when nothing is due.
  init?(_ levelZero: [SegmentEntry], now: Timestamp, mayPress: Bool, _ options: MaintenanceOptions) {
    let segments = Self.byArrival(levelZero)
    let ripeEnd = now.moved(back: options.holdBack)
    // Arrived in the future: the clock was set back since. Such segments are not waited for.
    let future = now.moved(on: .seconds(60))
    var newerSpanCount = segments.reduce(0) { $0 + $1.spanCount }
    var ripe: [SegmentEntry] = []
    var young: [SegmentEntry] = []
    for segment in segments {
      newerSpanCount -= segment.spanCount
      let isBeyond = newerSpanCount >= options.heldBackSpanCount
      let isRipe = segment.arrived <= ripeEnd || isBeyond || segment.arrived > future
      if isRipe { ripe.append(segment) } else { young.append(segment) }
    }
    guard let oldest = ripe.first else { return nil }
    let ripeSpanCount = ripe.reduce(0) { $0 + $1.spanCount }
    isPressing =
      mayPress && (oldest.arrived <= ripeEnd.moved(back: options.longestWait) || oldest.arrived > future)
    // Under load more segments than that are held back anyway, and small segments would have to be compacted soon.
    let isFull =
      ripeSpanCount >= options.segmentSpanCount || ripe.count >= max(options.waitingSegmentCount, young.count)
    guard isFull || isPressing else { return nil }

    var spanLimit = options.longestSegmentSpanCount
    while true {
      let count = Self.sourceCount(ripe, spanLimit: spanLimit)
      // Whoever is silent for longer than the hold-back is complete.
      let silence = ripe[count - 1].arrived.moved(on: options.holdBack)
      let open = OpenTraces(
        nextRipe: ripe[count...].filter { $0.arrived <= silence }, young: young.filter { $0.arrived <= silence },
        patienceEnd: now.moved(back: options.longestHoldBack))
      let chosen = Array(ripe[..<count])
      let isMostlyOpen = open.share(of: chosen) > Self.mostlyOpenEstimate
      if !isMostlyOpen || count == ripe.count || spanLimit >= options.longestRoundSpanCount {
        sources = chosen
        openTraces = open
        isCutShort = count < ripe.count
        self.isMostlyOpen = isMostlyOpen
        return
      }
      spanLimit = min(spanLimit * 2, options.longestRoundSpanCount)
    }
  }

  /// There may be tens of thousands: sorting the objects themselves would count references at every comparison.
  private static func byArrival(_ segments: [SegmentEntry]) -> [SegmentEntry] {
    segments.enumerated().map { (arrived: $1.arrived, id: $1.id, place: $0) }
      .sorted { ($0.arrived, $0.id) < ($1.arrived, $1.id) }
      .map { segments[$0.place] }
  }

  /// How many segments have so many spans between them; at least one.
  private static func sourceCount(_ ripe: [SegmentEntry], spanLimit: Int) -> Int {
    var spanCount = 0
    let end = ripe.firstIndex { segment in
      spanCount += segment.spanCount
      return spanCount > spanLimit
    }
    return max(1, end ?? ripe.count)
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
