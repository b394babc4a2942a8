/// Gathers the samples of the series that one OTLP series becomes.
struct SampleBuilder {
  private let labels: [PrometheusLabel]
  private(set) var series: [PrometheusSeries] = []
  private var indexes: [Key: Int] = [:]

  /// Which of the series: its name, and its `le` or `quantile`.
  struct Key: Hashable {
    let name: String
    var extra: PrometheusLabel?
  }

  init(_ labels: [PrometheusLabel]) { self.labels = labels }

  mutating func append(_ key: Key, _ time: Int64, _ value: Double) {
    let index = index(of: key)
    takeBack(time, from: index)
    if !series[index].histograms.isEmpty { series[index].histograms.append(nil) }
    series[index].timestamps.append(time)
    series[index].values.append(value)
  }

  mutating func append(_ key: Key, _ time: Int64, _ histogram: PrometheusHistogram) {
    let index = index(of: key)
    takeBack(time, from: index)
    if series[index].histograms.isEmpty {
      series[index].histograms = Array(repeating: nil, count: series[index].timestamps.count)
    }
    series[index].histograms.append(histogram)
    series[index].timestamps.append(time)
    series[index].values.append(0)
  }

  /// Of several samples of one time, the last counts.
  private mutating func takeBack(_ time: Int64, from index: Int) {
    guard series[index].timestamps.last == time else { return }
    series[index].timestamps.removeLast()
    series[index].values.removeLast()
    if !series[index].histograms.isEmpty { series[index].histograms.removeLast() }
  }

  /// Ends all series that have a sample and are not at an end yet.
  mutating func endAll(_ time: Int64) {
    for index in series.indices where series[index].values.last?.bitPattern != Self.staleBits {
      takeBack(time, from: index)
      if !series[index].histograms.isEmpty { series[index].histograms.append(nil) }
      series[index].timestamps.append(time)
      series[index].values.append(PrometheusSeries.staleMarker)
    }
  }

  /// Begins all series that count anew from nothing; quantiles do not count.
  mutating func restartAll(_ time: Int64) {
    for (key, index) in indexes where key.extra?.name != "quantile" {
      if !series[index].histograms.isEmpty {
        series[index].histograms.append(series[index].histograms.last?.map(\.emptied))
      }
      series[index].timestamps.append(time)
      series[index].values.append(0)
    }
  }

  private static let staleBits = PrometheusSeries.staleMarker.bitPattern

  private mutating func index(of key: Key) -> Int {
    if let known = indexes[key] { return known }
    var all = labels.filter { $0.name != key.extra?.name }
    all.append(PrometheusLabel(PrometheusLabel.metricName, key.name))
    if let extra = key.extra { all.append(extra) }
    all.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    series.append(PrometheusSeries(labels: all))
    indexes[key] = series.count - 1
    return series.count - 1
  }
}
