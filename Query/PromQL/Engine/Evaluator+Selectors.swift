extension Evaluator {
  /// The newest sample of each series at each step, unless it is too old or the series ended.
  func instant(_ selector: Selector) throws(PromQLError) -> [Track] {
    try instant(selector) { series, index, _ in series[index] }
  }

  /// As `instant`, with the samples' own times in seconds for values.
  func sampleTimes(_ selector: Selector) throws(PromQLError) -> [Track] {
    try instant(selector) { series, index, _ in .float(Double(series.timestamps[index]) / 1000) }
  }

  private func instant(
    _ selector: Selector, _ value: (SampleSeries, Int, Int) -> SampleValue
  ) throws(PromQLError) -> [Track] {
    let times = try lookTimes(selector.time)
    let first = times(0)
    let all = try load(selector, in: (first - limits.lookbackMilliseconds)...times(grid.count - 1))
    try budget.require(all.count * grid.count)
    var tracks: [Track] = []
    tracks.reserveCapacity(all.count)
    for series in all {
      try budget.work(grid.count + series.values.count)
      var track = Track(labels: series.labels, stepCount: grid.count)
      var next = 0
      for step in 0..<grid.count {
        let time = times(step)
        while next < series.timestamps.count, series.timestamps[next] <= time { next += 1 }
        guard next > 0, series.timestamps[next - 1] >= time - limits.lookbackMilliseconds,
          !series.values[next - 1].isStaleMarker
        else { continue }
        track[step] = value(series, next - 1, step)
      }
      if !track.isEmpty { tracks.append(track) }
    }
    return tracks
  }

  /// When a selector looks, by step.
  private func lookTimes(_ modifier: TimeModifier) throws(PromQLError) -> (Int) -> Int64 {
    let offset = modifier.offsetMilliseconds ?? 0
    let grid = grid
    guard let moment = modifier.moment else { return { grid[$0] - offset } }
    let fixed = time(of: moment) - offset
    return { _ in fixed }
  }

  private func time(of moment: TimeModifier.Moment) -> Int64 {
    switch moment {
    case .milliseconds(let time): time
    case .start: queryRange.lowerBound
    case .end: queryRange.upperBound
    }
  }

  private func load(_ selector: Selector, in range: ClosedRange<Int64>) throws(PromQLError) -> [SampleSeries] {
    let series: [SampleSeries]
    do throws(PromQLError) {
      series = try source.series(matching: selector.matchers, in: range, sampleLimit: budget.remaining)
    } catch {
      // The source knows only what was left of the limit.
      throw error.code == .tooManySamples ? .tooManySamples(limit: limits.sampleCount) : error
    }
    // A time and a value each.
    try budget.hold(series.reduce(0) { $0 + $1.values.count * 2 })
    try budget.checkTime()
    return series
  }

  // MARK: - Ranges

  /// The samples that a function of a range vector sees.
  func ranges(of expression: Expression) throws(PromQLError) -> RangeOperand {
    switch expression.unwrapped.kind {
    case .range(let selector, let range):
      let times = try lookTimes(selector.time)
      let series = try load(selector, in: (times(0) - range)...times(grid.count - 1))
      return RangeOperand(
        series: series.map(\.withoutStaleMarkers).filter { !$0.values.isEmpty }, rangeMilliseconds: range, ends: times)
    case .subquery(let subquery): return try ranges(of: subquery)
    default: throw PromQLError(.execution, "expected a range vector")
    }
  }

  /// Evaluates the body at steps of its own, which are multiples of its resolution, and takes the values for samples.
  private func ranges(of subquery: Subquery) throws(PromQLError) -> RangeOperand {
    let times = try lookTimes(subquery.time)
    let step = subquery.stepMilliseconds ?? limits.subqueryStepMilliseconds
    let earliest = times(0) - subquery.rangeMilliseconds
    var start = earliest / step * step
    if start < earliest { start += step }
    let end = times(grid.count - 1)
    guard start <= end else {
      return RangeOperand(series: [], rangeMilliseconds: subquery.rangeMilliseconds, ends: times)
    }
    let count = Int((end - start) / step + 1)
    try budget.require(count)
    let inner = at(StepGrid(start: start, step: step, count: count))
    let tracks = try inner.vector(subquery.body)
    try budget.hold(count * tracks.count)
    let series = tracks.map { track in
      let steps = track.values.indices.filter(track.isPresent)
      return SampleSeries(
        labels: track.labels, timestamps: steps.map { inner.grid[$0] }, values: steps.map { track.values[$0] },
        histograms: track.histograms.isEmpty ? [] : steps.map { track.histograms[$0] })
    }
    return RangeOperand(series: series, rangeMilliseconds: subquery.rangeMilliseconds, ends: times)
  }
}

extension SampleSeries {
  subscript(index: Int) -> SampleValue {
    if !histograms.isEmpty, let histogram = histograms[index] { return .histogram(histogram) }
    return .float(values[index])
  }
}
