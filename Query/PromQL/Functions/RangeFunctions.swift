extension Evaluator {
  /// The functions that make one value of each series' samples in a range.
  func overRange(_ call: FunctionCall) throws(PromQLError) -> [Track] {
    let parameters = try call.arguments.filter { $0.type == .scalar }.map { argument throws(PromQLError) in
      call.function == .quantileOverTime ? try quantile(argument) : try scalar(argument)
    }
    guard let argument = call.arguments.first(where: { $0.type == .rangeVector }) else {
      throw PromQLError(.execution, "\(call.function.rawValue) needs a range vector")
    }
    let held = budget.held
    let operand = try ranges(of: argument)
    defer { budget.release(to: held) }
    if call.function == .holtWinters { try HoltWinters.check(parameters) }
    let floats = Self.floatFunction(call.function, parameters)
    let histograms = Self.histogramFunction(call.function)
    try budget.require(operand.series.count * grid.count)
    var tracks: [Track] = []
    tracks.reserveCapacity(operand.series.count)
    for series in operand.series {
      // A function of floats sees floats only, and one of histograms sees all, to tell where they change.
      let seen = histograms == nil && !series.histograms.isEmpty ? series.only(histograms: false) : series
      var track = Track(
        labels: call.function == .lastOverTime ? series.labels : series.labels.withoutMetricName,
        stepCount: grid.count)
      var cursor = WindowCursor()
      var resetCursor = ResetCursor(seen.values)
      for step in 0..<grid.count {
        let window = operand.window(at: step)
        let indexes = cursor.advance(to: window, in: seen.timestamps)
        try budget.work(indexes.count + 1)
        if indexes.isEmpty { continue }
        let view = Window(
          series: seen, indexes: indexes, start: window.lowerBound, end: window.upperBound, stepTime: grid[step],
          step: step, resets: resetCursor.advance(to: indexes))
        if let histograms, !seen.histograms.isEmpty {
          if let value = histograms(view) { track[step] = value }
        } else if let value = floats(view) {
          track.values[step] = value
        }
      }
      if !track.isEmpty { tracks.append(track) }
    }
    return try tracks.requiringDistinctLabels()
  }

  private static func floatFunction(_ function: Function, _ parameters: [[Double]]) -> (Window) -> Double? {
    switch function {
    case .rate: { Rate.extrapolated($0, isCounter: true, perSecond: true) }
    case .increase: { Rate.extrapolated($0, isCounter: true, perSecond: false) }
    case .delta: { Rate.extrapolated($0, isCounter: false, perSecond: false) }
    case .irate: { Rate.instant($0, isRate: true) }
    case .idelta: { Rate.instant($0, isRate: false) }
    case .deriv:
      {
        $0.count < 2 ? nil : Statistics.line($0.values, at: $0.times, origin: $0.firstTime).slope
      }
    case .predictLinear:
      {
        guard $0.count >= 2 else { return nil }
        let line = Statistics.line($0.values, at: $0.times, origin: $0.stepTime)
        return line.slope * parameters[0][$0.step] + line.intercept
      }
    case .holtWinters: { HoltWinters.smooth($0.values, parameters[0][$0.step], parameters[1][$0.step]) }
    case .changes:
      { window in
        Double(
          zip(window.values, window.values.dropFirst()).count { $0 != $1 && !($0.isNaN && $1.isNaN) })
      }
    case .resets: { Double($0.resets.count) }
    case .averageOverTime: { Statistics.mean($0.values) }
    case .sumOverTime: { Statistics.sum($0.values) }
    case .minOverTime: { Statistics.minimum($0.values) }
    case .maxOverTime: { Statistics.maximum($0.values) }
    case .countOverTime: { Double($0.count) }
    case .lastOverTime: { $0.last }
    case .presentOverTime: { _ in 1 }
    case .quantileOverTime: { Statistics.quantile(parameters[0][$0.step], $0.values) }
    case .stddevOverTime: { Statistics.variance($0.values).squareRoot() }
    case .stdvarOverTime: { Statistics.variance($0.values) }
    default: { _ in nil }
    }
  }

  /// What a function makes of a series in which histograms occur; `nil` if it passes over them.
  private static func histogramFunction(_ function: Function) -> ((Window) -> SampleValue?)? {
    switch function {
    case .rate: { Rate.extrapolatedHistogram($0, isCounter: true, perSecond: true) }
    case .increase: { Rate.extrapolatedHistogram($0, isCounter: true, perSecond: false) }
    case .delta: { Rate.extrapolatedHistogram($0, isCounter: false, perSecond: false) }
    case .countOverTime: { .float(Double($0.count)) }
    case .presentOverTime: { _ in .float(1) }
    case .lastOverTime: { $0.series[$0.indexes.upperBound - 1] }
    case .sumOverTime: { $0.histogramSum.map { .histogram($0) } }
    case .averageOverTime: { window in window.histogramSum.map { .histogram($0.divided(by: Double(window.count))) } }
    case .changes: { window in .float(Double(window.neighbours { $0.differs(from: $1) })) }
    case .resets: { window in .float(Double(window.neighbours { $1.isReset(after: $0) })) }
    default: nil
    }
  }
}

extension Window {
  /// `nil` if not all samples are histograms.
  var histograms: [NativeHistogram]? {
    let found = indexes.compactMap { series.histograms[$0] }
    return found.count == count ? found : nil
  }

  fileprivate var histogramSum: NativeHistogram? {
    guard let histograms, let first = histograms.first else { return nil }
    return histograms.dropFirst().reduce(first) { $0.adding($1) }
  }

  fileprivate func neighbours(_ isCounted: (SampleValue, SampleValue) -> Bool) -> Int {
    indexes.dropFirst().count { isCounted(series[$0 - 1], series[$0]) }
  }
}

extension SampleValue {
  fileprivate func differs(from other: SampleValue) -> Bool {
    switch (self, other) {
    case (.float(let left), .float(let right)): left != right && !(left.isNaN && right.isNaN)
    case (.histogram(let left), .histogram(let right)): left != right
    default: true
    }
  }

  /// A change from floats to histograms or back counts as one.
  fileprivate func isReset(after previous: SampleValue) -> Bool {
    switch (previous, self) {
    case (.float(let left), .float(let right)): right < left
    case (.histogram(let left), .histogram(let right)): right.isReset(after: left)
    default: true
    }
  }
}
