import PromQL
import PromQLTesting

/// Samples with their times, one a line.
enum OpenMetrics {
  static func source(_ text: String) throws(PromQLError) -> MemorySource {
    var indexes: [Substring: Int] = [:]
    var series: [SampleSeries] = []
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      guard let timeStart = line.lastIndex(of: " "), let valueStart = line[..<timeStart].lastIndex(of: " "),
        let seconds = Double(line[line.index(after: timeStart)...]),
        let value = MetricText.number(line[line.index(after: valueStart)..<timeStart])
      else { throw PromQLError(.badData, "no sample: \(line)") }
      let name = line[..<valueStart]
      if indexes[name] == nil {
        indexes[name] = series.count
        series.append(SampleSeries(labels: try MetricText.labels(String(name)), timestamps: [], values: []))
      }
      guard let index = indexes[name] else { continue }
      series[index].timestamps.append(Int64((seconds * 1000).rounded()))
      series[index].values.append(value)
    }
    return MemorySource(series.sorted { $0.labels < $1.labels })
  }
}
