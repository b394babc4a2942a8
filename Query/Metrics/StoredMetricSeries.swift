package import PromQL
package import TelemetryModel
package import TelemetryStorage

/// The metrics that were received, as series.
///
/// Matchers are applied to what series are called; points of no other series are read. Deltas become cumulative over
/// the range that is asked for: the values begin anew in each query, their growth does not depend on it.
package struct StoredMetricSeries: Sendable {
  let points: any MetricPointSource
  let now: @Sendable () -> Timestamp

  package init(_ points: any MetricPointSource, now: @escaping @Sendable () -> Timestamp) {
    self.points = points
    self.now = now
  }

  /// Offers the portions with points in some milliseconds until the time is over.
  func forEachPortion(
    in range: ClosedRange<Int64>, _ visit: (MetricPortion, TimeRange) throws(PromQLError) -> Void
  ) throws(PromQLError) {
    guard let times = Self.times(range) else { return }
    let deadline = ContinuousClock.now + MetricSeriesLimits.timeout
    var failure: PromQLError?
    do throws(StoreError) {
      try points.scanMetrics(times) { (portion) throws(StoreError) in
        do throws(PromQLError) {
          guard ContinuousClock.now < deadline else {
            throw PromQLError(.timeout, "reading metrics took longer than \(MetricSeriesLimits.timeout)")
          }
          try visit(portion, times)
          return .continue
        } catch {
          failure = error
          return .stop
        }
      }
    } catch {
      throw PromQLError(.storage, error.message)
    }
    if let failure { throw failure }
  }

  /// The moments whose milliseconds lie in a range; `nil` for one before 1970.
  private static func times(_ range: ClosedRange<Int64>) -> TimeRange? {
    guard range.upperBound >= 0 else { return nil }
    let (start, isLate) = UInt64(max(0, range.lowerBound)).multipliedReportingOverflow(by: 1_000_000)
    let (end, isEndless) = UInt64(range.upperBound).multipliedReportingOverflow(by: 1_000_000)
    if isLate { return nil }
    let last = isEndless || end > .max - 999_999 ? .max : end + 999_999
    return TimeRange(start: Timestamp(nanoseconds: start), end: Timestamp(nanoseconds: last))
  }

  /// The points of chosen series, those that arrived first before others.
  func batches(
    _ selectors: [SeriesSelector], in range: ClosedRange<Int64>, pointLimit: Int
  ) throws(PromQLError) -> [MetricBatch] {
    var batches: [MetricBatch] = []
    var pointCount = 0
    try forEachPortion(in: range) { (portion, times) throws(PromQLError) in
      var chosen = Array(repeating: false, count: portion.tables.series.count)
      for selector in selectors {
        for (index, isChosen) in selector.chosen(in: portion.tables).enumerated() where isChosen {
          chosen[index] = true
        }
      }
      guard chosen.contains(true) else { return }
      let batch = try Self.load(portion, times) { chosen[Int($0)] }
      if batch.isEmpty { return }
      pointCount += batch.count
      guard pointCount <= pointLimit else { throw .tooManySamples(limit: pointLimit) }
      batches.append(batch)
    }
    return batches
  }

  static func load(
    _ portion: MetricPortion, _ times: TimeRange, _ isChosen: (UInt32) -> Bool
  ) throws(PromQLError) -> MetricBatch {
    do throws(StoreError) {
      return try portion.load(in: times, of: isChosen)
    } catch {
      throw PromQLError(.storage, error.message)
    }
  }
}

extension StoredMetricSeries: MetricSource {
  package func series(
    matching matchers: [LabelMatcher], in range: ClosedRange<Int64>, sampleLimit: Int
  ) throws(PromQLError) -> [SampleSeries] {
    let selector = SeriesSelector(matchers)
    let batches = try batches([selector], in: range, pointLimit: sampleLimit)
    var result: [SampleSeries] = []
    var sampleCount = 0
    for series in SeriesTranslator(batches).series(where: selector.accepts) {
      sampleCount += series.timestamps.count
      guard sampleCount <= sampleLimit else { throw .tooManySamples(limit: sampleLimit) }
      result.append(SampleSeries(series))
    }
    return result
  }

  /// The store reports damage to its operator; nothing else is left out.
  package func reporting(to warnings: SourceWarnings) -> any MetricSource { self }
}
