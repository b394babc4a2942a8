import TelemetryModel
package import TelemetryStorage

/// What queries about rates, errors and durations read from: `SpanSource` for rollups.
///
/// Calls block their thread (not for the cooperative pool) and may be made from several threads at once.
package protocol RollupSource: Sendable {
  /// Offers rollups that count every span that started in these minutes once, until `visit` says stop.
  ///
  /// Among them are spans that retention has removed since, for rollups are kept for longer. A rollup offered may count
  /// other minutes as well. All are of one state of the store: the latest.
  ///
  /// Asked for hours, it offers rollups by hours where no hour that they count is divided by the bounds of these minutes,
  /// or all that they count started in them, and others by minutes. The hour that is named first may begin before the
  /// first minute.
  func rollups(
    in minutes: ClosedRange<Minute>, by resolution: RollupResolution,
    _ visit: (RollupColumns) throws(StoreError) -> ScanStep
  ) throws(StoreError) -> RollupCoverage
}

/// What rollups that were offered leave out.
package struct RollupCoverage: Hashable, Sendable {
  /// Rollups and segments that are damaged, and from which nothing can be counted.
  package var damagedCount: Int

  package init(damagedCount: Int = 0) { self.damagedCount = damagedCount }
}

private let nanosecondsPerMinute: UInt64 = 60_000_000_000

extension ClosedRange<Minute> {
  /// The minutes that a range of time touches.
  package init(touching range: TimeRange) {
    let first = Minute(range.start.nanoseconds / nanosecondsPerMinute)
    self = first...Minute(range.end.nanoseconds / nanosecondsPerMinute)
  }
}

extension TimeRange {
  /// From the first moment of the first minute to the last one of the last minute, or to the end of time.
  package init(_ minutes: ClosedRange<Minute>) {
    let (start, startOverflows) = UInt64(minutes.lowerBound).multipliedReportingOverflow(by: nanosecondsPerMinute)
    let (next, endOverflows) = (UInt64(minutes.upperBound) + 1).multipliedReportingOverflow(by: nanosecondsPerMinute)
    let range = TimeRange(
      start: Timestamp(nanoseconds: startOverflows ? .max : start),
      end: Timestamp(nanoseconds: endOverflows ? .max : next - 1))
    self = range ?? .all
  }
}
