extension Evaluator {
  /// 1 at the steps at which nothing is there.
  func absent(_ argument: Expression) throws(PromQLError) -> [Track] {
    let tracks = try vector(argument)
    return try marked(absentIn: argument) { step in tracks.contains { $0.isPresent(step) } }
  }

  /// 1 at the steps whose range holds no sample.
  func absentOverTime(_ argument: Expression) throws(PromQLError) -> [Track] {
    let operand = try ranges(of: argument)
    var isPresent = Array(repeating: false, count: grid.count)
    for series in operand.series {
      try budget.work(grid.count + series.values.count)
      var cursor = WindowCursor()
      for step in 0..<grid.count where !cursor.advance(to: operand.window(at: step), in: series.timestamps).isEmpty {
        isPresent[step] = true
      }
    }
    return try marked(absentIn: argument) { isPresent[$0] }
  }

  private func marked(absentIn argument: Expression, _ isPresent: (Int) -> Bool) throws(PromQLError) -> [Track] {
    try budget.require(grid.count)
    var track = Track(labels: Self.labels(ofAbsent: argument), stepCount: grid.count)
    for step in 0..<grid.count where !isPresent(step) { track[step] = .float(1) }
    return track.isEmpty ? [] : [track]
  }

  /// The labels that a selector's series would surely have had: those that exactly one condition, an equality, names.
  private static func labels(ofAbsent argument: Expression) -> Labels {
    let matchers: [LabelMatcher]
    switch argument.unwrapped.kind {
    case .selector(let selector), .range(let selector, _): matchers = selector.matchers
    default: return .none
    }
    var labels = Labels.none
    var seen: Set<String> = []
    for matcher in matchers where matcher.name != Labels.metricName {
      if case .equal = matcher.kind, seen.insert(matcher.name).inserted {
        labels = labels.setting(matcher.name, to: matcher.value)
      } else {
        labels = labels.dropping([matcher.name])
      }
    }
    return labels
  }
}
