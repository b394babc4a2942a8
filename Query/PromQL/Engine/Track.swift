/// A series as an expression yields it: one place for each step.
struct Track: Sendable {
  var labels: Labels
  /// A stale marker where there is nothing.
  var values: [Double]
  /// Empty if there are floats only; else one place for each step.
  var histograms: [NativeHistogram?] = []

  init(labels: Labels, values: [Double], histograms: [NativeHistogram?] = []) {
    self.labels = labels
    self.values = values
    self.histograms = histograms
  }

  /// Without any value yet.
  init(labels: Labels, stepCount: Int) {
    self.labels = labels
    values = Array(repeating: .staleMarker, count: stepCount)
  }

  var isEmpty: Bool { values.allSatisfy(\.isStaleMarker) }

  func isPresent(_ step: Int) -> Bool { !values[step].isStaleMarker }

  func histogram(_ step: Int) -> NativeHistogram? { histograms.isEmpty ? nil : histograms[step] }

  /// The value where it is a float, else `nil`.
  func float(_ step: Int) -> Double? {
    let value = values[step]
    return value.isStaleMarker || histogram(step) != nil ? nil : value
  }

  subscript(step: Int) -> SampleValue? {
    get {
      if values[step].isStaleMarker { return nil }
      return histogram(step).map { .histogram($0) } ?? .float(values[step])
    }
    set {
      switch newValue {
      case nil:
        values[step] = .staleMarker
        if !histograms.isEmpty { histograms[step] = nil }
      case .float(let value):
        values[step] = value
        if !histograms.isEmpty { histograms[step] = nil }
      case .histogram(let histogram):
        if histograms.isEmpty { histograms = Array(repeating: nil, count: values.count) }
        values[step] = 0
        histograms[step] = histogram
      }
    }
  }
}

extension [Track] {
  /// Makes one track of those with the same labels; two values at one step contradict each other.
  ///
  /// Where functions drop the name of the metric, two series may become one.
  func united() throws(PromQLError) -> [Track] {
    var indexes: [Labels: Int] = [:]
    var result: [Track] = []
    result.reserveCapacity(count)
    for track in self {
      guard let index = indexes[track.labels] else {
        indexes[track.labels] = result.count
        result.append(track)
        continue
      }
      for step in track.values.indices where track.isPresent(step) {
        if result[index].isPresent(step) { throw .duplicateLabels }
        result[index][step] = track[step]
      }
    }
    return result
  }

  /// Refuses tracks with the same labels, even when they have no step in common.
  func requiringDistinctLabels() throws(PromQLError) -> [Track] {
    if Set(map(\.labels)).count < count { throw .duplicateLabels }
    return self
  }
}

extension PromQLError {
  static let duplicateLabels = PromQLError(.execution, "vector cannot contain metrics with the same labelset")
}
