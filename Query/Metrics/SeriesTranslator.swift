package import TelemetryModel
import TraceAnalysis

/// Translates points of OTLP metrics into the series that PromQL works with.
///
/// - Names and labels as `SeriesIdentity` says; OTLP series that become the same one are joined in time, and of several
///   points of one moment the last counts.
/// - Deltas become cumulative: each sample is the sum of all deltas so far. The sum begins with the first point given,
///   which rates and increases do not see.
/// - A cumulative counter whose start time moved began anew. Where that would not show (the new value is not below the
///   old one), a zero at the new start time says it.
/// - A point with the flag "no recorded value" ends its series with a stale marker. A point without a number is no sample.
/// - Histograms become `_bucket`, `_sum` and `_count`; exponential histograms native ones; summaries a series per
///   quantile, `_sum` and `_count`. Resources become `target_info`.
package struct SeriesTranslator {
  let batches: [MetricBatch]

  /// - Parameter batches: of points that were accepted by a decoder; earlier ones first.
  package init(_ batches: [MetricBatch]) { self.batches = batches }

  /// The point of a row of a batch.
  struct Place {
    let batch: Int
    let row: Int
  }

  /// The series whose labels are wanted, sorted by nothing in particular. O(points log points).
  package func series(where isWanted: ([PrometheusLabel]) -> Bool = { _ in true }) -> [PrometheusSeries] {
    var order: [SeriesIdentity] = []
    var places: [SeriesIdentity: [Place]] = [:]
    for (number, batch) in batches.enumerated() {
      var identities: [SeriesIdentity?] = Array(repeating: nil, count: batch.series.count)
      for row in 0..<batch.count {
        let index = batch.seriesIndexes[row]
        let identity = identities[Int(index)] ?? SeriesIdentity(index, in: batch)
        identities[Int(index)] = identity
        if places[identity] == nil { order.append(identity) }
        places[identity, default: []].append(Place(batch: number, row: row))
      }
    }
    var merger = SeriesMerger()
    for identity in order {
      let sorted = inTimeOrder(places[identity] ?? [], of: identity)
      for series in SeriesAccumulator(identity, batches).translate(sorted) where isWanted(series.labels) {
        merger.add(series)
      }
    }
    for series in targetInfo() where isWanted(series.labels) { merger.add(series) }
    return merger.series
  }

  /// By time, at most one of each moment: the last.
  ///
  /// A moment is a millisecond. Of deltas it is a nanosecond: each counts, and only what was sent again does not.
  private func inTimeOrder(_ places: [Place], of identity: SeriesIdentity) -> [Place] {
    let keyed = places.enumerated().map { (time: batches[$1.batch].times[$1.row], number: $0, place: $1) }
    let sorted = keyed.sorted { ($0.time, $0.number) < ($1.time, $1.number) }
    let momentNanoseconds: UInt64 = identity.temporality == .delta ? 1 : 1_000_000
    var kept: [Place] = []
    var last: UInt64?
    for element in sorted {
      let moment = element.time.nanoseconds / momentNanoseconds
      if moment == last { kept.removeLast() }
      last = moment
      kept.append(element.place)
    }
    return kept
  }

  /// `target_info` of every resource, with samples often enough that it never goes out of sight between points.
  private func targetInfo() -> [PrometheusSeries] {
    var times: [TargetIdentity: Set<Int64>] = [:]
    for batch in batches {
      let targets = batch.resources.indices.map { TargetIdentity(batch.resource(at: $0)) }
      for row in 0..<batch.count {
        let target = targets[Int(batch.metric(of: row).resource)]
        if !target.infoLabels.isEmpty { times[target, default: []].insert(batch.times[row].milliseconds) }
      }
    }
    return times.map { target, times in
      var series = PrometheusSeries(labels: target.infoLabels)
      let sorted = times.sorted()
      for (index, time) in sorted.enumerated() {
        let isLast = index + 1 == sorted.count
        let kept = series.timestamps.last ?? .min / 2
        if isLast || sorted[index + 1] - kept > MetricSeriesLimits.targetInfoMilliseconds {
          series.timestamps.append(time)
          series.values.append(1)
        }
      }
      return series
    }
  }
}

extension Timestamp {
  package var milliseconds: Int64 { Int64(nanoseconds / 1_000_000) }
}
