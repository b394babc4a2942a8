/// Joins series of the same labels.
struct SeriesMerger {
  private(set) var series: [PrometheusSeries] = []
  private var indexes: [[PrometheusLabel]: Int] = [:]

  mutating func add(_ other: PrometheusSeries) {
    guard let index = indexes[other.labels] else {
      indexes[other.labels] = series.count
      series.append(other)
      return
    }
    series[index].merge(other)
  }
}

extension PrometheusSeries {
  /// Takes the samples of another series in; of two at one time, the other's counts.
  fileprivate mutating func merge(_ other: PrometheusSeries) {
    var merged = PrometheusSeries(labels: labels)
    let hasHistograms = !histograms.isEmpty || !other.histograms.isEmpty
    func take(_ source: PrometheusSeries, _ index: Int) {
      merged.timestamps.append(source.timestamps[index])
      merged.values.append(source.values[index])
      if hasHistograms { merged.histograms.append(source.histograms.isEmpty ? nil : source.histograms[index]) }
    }
    var left = 0
    var right = 0
    while left < timestamps.count || right < other.timestamps.count {
      if right == other.timestamps.count || left < timestamps.count && timestamps[left] < other.timestamps[right] {
        take(self, left)
        left += 1
      } else {
        if left < timestamps.count, timestamps[left] == other.timestamps[right] { left += 1 }
        take(other, right)
        right += 1
      }
    }
    self = merged
  }
}
