package import PromQL

/// Series in memory.
package struct MemorySource: SeriesSource {
  package var all: [SampleSeries]

  package init(_ all: [SampleSeries] = []) { self.all = all }

  package func series(
    matching matchers: [LabelMatcher], in range: ClosedRange<Int64>, sampleLimit: Int
  ) throws(PromQLError) -> [SampleSeries] {
    let test = LabelTest(matchers)
    var sampleCount = 0
    var result: [SampleSeries] = []
    for series in all where test.accepts(series.labels) {
      let indexes = series.timestamps.indices.filter { range.contains(series.timestamps[$0]) }
      guard let first = indexes.first, let last = indexes.last else { continue }
      sampleCount += indexes.count
      guard sampleCount <= sampleLimit else { throw .tooManySamples(limit: sampleLimit) }
      result.append(
        SampleSeries(
          labels: series.labels, timestamps: Array(series.timestamps[first...last]),
          values: Array(series.values[first...last]),
          histograms: series.histograms.isEmpty ? [] : Array(series.histograms[first...last])))
    }
    return result
  }
}
