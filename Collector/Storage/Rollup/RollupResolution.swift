/// How finely rollups divide time.
package enum RollupResolution: Hashable, Sendable {
  case minute
  /// A sixtieth of the series of long ranges, at most.
  case hour

  package var minuteCount: Minute {
    switch self {
    case .minute: 1
    case .hour: 60
    }
  }

  /// The minute after which a series of this resolution is named: the first of its hour.
  package func start(of minute: Minute) -> Minute { minute / minuteCount * minuteCount }
}

extension RollupColumns {
  /// The same calls by hours. O(series and buckets).
  package func hourly() -> RollupColumns {
    RollupColumns(
      strings: strings, operations: operations.coarsened(to: .hour), edges: edges.coarsened(to: .hour),
      resolution: .hour)
  }
}

extension Rollup {
  /// The same calls by hours, to be stored beside the minutes: a query over weeks reads these alone.
  ///
  /// `nil` where that would save little: a rollup of few series, or with as many hours as minutes.
  package func storedHours() -> Rollup? {
    let seriesCount = operations.series.count + edges.series.count
    guard seriesCount >= RollupLimits.seriesCountWithHours else { return nil }
    // An identity has one series an hour at least.
    guard (operations.usedIdentityCount + edges.usedIdentityCount) * 2 <= seriesCount else { return nil }
    let minutes = RollupColumns(self)
    var hours = Rollup()
    hours.strings = strings
    hours.operations = minutes.operations.coarsenedSet(to: .hour)
    hours.edges = minutes.edges.coarsenedSet(to: .hour)
    return (hours.operations.series.count + hours.edges.series.count) * 2 <= seriesCount ? hours : nil
  }
}

extension SeriesSet {
  /// How many identities have series.
  fileprivate var usedIdentityCount: Int {
    var isUsed = [Bool](repeating: false, count: identities.count)
    for series in series { isUsed[series.identity] = true }
    return isUsed.count { $0 }
  }
}

extension SeriesColumns {
  fileprivate func coarsened(to resolution: RollupResolution) -> SeriesColumns {
    SeriesColumns(
      identities: identities,
      StoredSeries(coarseSeries(resolution), identityCount: identities.count))
  }

  fileprivate func coarsenedSet(to resolution: RollupResolution) -> SeriesSet<Identity> {
    SeriesSet(identities: identities, series: coarseSeries(resolution))
  }

  /// The same calls with one series for all minutes of an identity that begin one step of the resolution.
  ///
  /// Of several typical exemplars, the nearest to the median of the whole step stays.
  private func coarseSeries(_ resolution: RollupResolution) -> [Series] {
    var accumulator = HistogramAccumulator()
    var coarse: [Series] = []
    for identity in identities.indices {
      var rest = (identity == 0 ? 0 : seriesEnds[identity - 1])..<seriesEnds[identity]
      while let first = rest.first {
        let start = resolution.start(of: minutes[first])
        let end = rest.first { resolution.start(of: minutes[$0]) != start } ?? rest.upperBound
        coarse.append(
          Series(identity: identity, minute: start, statistics: statistics(of: first..<end, &accumulator)))
        rest = end..<rest.upperBound
      }
    }
    return coarse
  }

  /// What the calls of some series are together.
  private func statistics(of series: Range<Int>, _ accumulator: inout HistogramAccumulator) -> CallStatistics {
    var statistics = CallStatistics()
    for index in series { accumulator.add(self, index) }
    statistics.durations = accumulator.finish(
      zeroCount: zeroCounts[series].reduce(0, +), minimum: minima[series].min() ?? 0,
      maximum: maxima[series].max() ?? 0, sum: sums[series].reduce(0, +))
    statistics.errorCount = errorCounts[series].reduce(0, +)
    let median = statistics.durations.quantile(0.5) ?? 0
    for index in exemplarIndexes[series] where index != Self.noExemplars {
      statistics.exemplars.merge(exemplars[Int(index)], median: median)
    }
    return statistics
  }
}
