extension Evaluator {
  /// Quantiles of classic histograms, which are series of buckets with the label `le`, and of native ones.
  func histogramQuantile(_ arguments: [Expression]) throws(PromQLError) -> [Track] {
    let quantiles = try quantile(arguments[0])
    let tracks = try vector(arguments[1])
    let groups = try ClassicHistogram.groups(of: tracks, budget, notes)
    try budget.require((groups.count + tracks.count) * grid.count)
    var result: [Track] = []
    for group in groups {
      var track = Track(labels: group.labels, stepCount: grid.count)
      for step in 0..<grid.count {
        try budget.work(group.buckets.count)
        let buckets = group.buckets.compactMap { bucket in
          tracks[bucket.track].float(step).map { ClassicHistogram.Bucket(upperBound: bucket.upperBound, count: $0) }
        }
        if !buckets.isEmpty {
          track.values[step] = ClassicHistogram.quantile(quantiles[step], ofSorted: buckets)
        }
      }
      if !track.isEmpty { result.append(track) }
    }
    let native = try mapped(tracks) { value, step in
      guard case .histogram(let histogram) = value else { return nil }
      return .float(histogram.quantile(quantiles[step]))
    }
    return try (native + result).united()
  }

  /// Numbers that native histograms hold.
  func histogramPart(_ call: FunctionCall) throws(PromQLError) -> [Track] {
    guard let argument = call.arguments.last else { return [] }
    let bounds = try call.arguments.dropLast().map { bound throws(PromQLError) in try scalar(bound) }
    return try mapped(try vector(argument)) { value, step in
      guard case .histogram(let histogram) = value else { return nil }
      switch call.function {
      case .histogramCount: return .float(histogram.count)
      case .histogramSum: return .float(histogram.sum)
      case .histogramAverage: return .float(histogram.sum / histogram.count)
      default: return .float(histogram.fraction(from: bounds[0][step], to: bounds[1][step]))
      }
    }
  }
}

/// A histogram as a series of cumulative buckets.
enum ClassicHistogram {
  static let upperBoundLabel = "le"

  struct Bucket {
    let upperBound: Double
    var count: Double
  }

  /// The buckets of one histogram, by rising bounds, and its labels without `le` and the name.
  ///
  /// Buckets of metrics with different names are different histograms, even where only the name tells them apart.
  struct Group {
    let labels: Labels
    var buckets: [(upperBound: Double, track: Int)] = []
  }

  /// Series whose `le` is no number are passed over.
  static func groups(
    of tracks: [Track], _ budget: QueryBudget, _ notes: PromQLNotes
  ) throws(PromQLError) -> [Group] {
    var indexes: [Labels: Int] = [:]
    var groups: [Group] = []
    for (track, labels) in tracks.lazy.map(\.labels).enumerated() {
      try budget.work(1)
      let written = labels[upperBoundLabel]
      guard let bound = GoFloat.value(written) else {
        // A native histogram has no such label and needs none.
        if tracks[track].histograms.isEmpty {
          notes.warn(
            "bucket label \"le\" is missing or has a malformed value of \(written.quoted) for metric name "
              + labels[Labels.metricName].quoted)
        }
        continue
      }
      let histogram = labels.dropping([upperBoundLabel])
      let index = indexes[histogram] ?? groups.count
      if index == groups.count {
        indexes[histogram] = index
        groups.append(Group(labels: histogram.dropping([Labels.metricName])))
      }
      groups[index].buckets.append((bound, track))
    }
    for index in groups.indices { groups[index].buckets.sort { $0.upperBound < $1.upperBound } }
    return groups
  }

  /// Interpolated linearly within the bucket that holds the rank.
  ///
  /// Counts that are less than those below them are raised to them: scrapes and rates are not always consistent.
  static func quantile(_ quantile: Double, ofSorted buckets: [Bucket]) -> Double {
    if quantile.isNaN { return .nan }
    if quantile < 0 { return -.infinity }
    if quantile > 1 { return .infinity }
    guard buckets.last?.upperBound == .infinity else { return .nan }
    let buckets = monotonic(merged(buckets))
    let last = buckets.count - 1
    let observations = buckets[last].count
    if buckets.count < 2 || observations == 0 { return .nan }
    var rank = quantile * observations
    let index = buckets[..<last].firstIndex { $0.count >= rank } ?? last
    if index == last { return buckets[last - 1].upperBound }
    let end = buckets[index].upperBound
    if index == 0, end <= 0 { return end }
    var start = 0.0
    var count = buckets[index].count
    if index > 0 {
      start = buckets[index - 1].upperBound
      count -= buckets[index - 1].count
      rank -= buckets[index - 1].count
    }
    return start + (end - start) * (rank / count)
  }

  /// Buckets with the same bound, such as `1` and `1.0`, count together.
  private static func merged(_ buckets: [Bucket]) -> [Bucket] {
    var result: [Bucket] = []
    for bucket in buckets {
      if let last = result.last, last.upperBound == bucket.upperBound {
        result[result.count - 1].count += bucket.count
      } else {
        result.append(bucket)
      }
    }
    return result
  }

  private static func monotonic(_ buckets: [Bucket]) -> [Bucket] {
    var result = buckets
    var highest = buckets[0].count
    for index in result.indices {
      if result[index].count > highest { highest = result[index].count }
      if result[index].count < highest { result[index].count = highest }
    }
    return result
  }
}

/// Numbers in labels, as Go's `strconv.ParseFloat` reads them.
enum GoFloat {
  static func value(_ text: String) -> Double? {
    switch text.lowercased() {
    case "+inf", "inf", "+infinity", "infinity": return .infinity
    case "-inf", "-infinity": return -.infinity
    case "nan": return .nan
    default: break
    }
    guard text.utf8.contains(where: \.isDigit), text.utf8.allSatisfy({ $0.isDigit || ".eE+-".utf8.contains($0) }) else {
      return nil
    }
    return Double(text) ?? Double(text.hasSuffix(".") ? text + "0" : "0" + text)
  }
}
