/// Several sources as one. Where two have a series of the same labels, that of the first counts.
package struct CombinedMetricSource: MetricSource {
  private let sources: [any MetricSource]

  package init(_ sources: [any MetricSource]) { self.sources = sources }

  package func series(
    matching matchers: [LabelMatcher], in range: ClosedRange<Int64>, sampleLimit: Int
  ) throws(PromQLError) -> [SampleSeries] {
    var all: [SampleSeries] = []
    var known: Set<Labels> = []
    var remaining = sampleLimit
    for source in sources {
      for series in try source.series(matching: matchers, in: range, sampleLimit: remaining)
      where known.insert(series.labels).inserted {
        remaining -= series.timestamps.count
        all.append(series)
      }
      guard remaining >= 0 else { throw .tooManySamples(limit: sampleLimit) }
    }
    return all
  }

  package func labelSets(
    matching selectors: [[LabelMatcher]], in range: ClosedRange<Int64>, limit: Int
  ) throws(PromQLError) -> [Labels] {
    var all: Set<Labels> = []
    for source in sources {
      all.formUnion(try source.labelSets(matching: selectors, in: range, limit: limit))
      guard all.count <= limit else { throw .tooManySeries(limit: limit) }
    }
    return Array(all)
  }

  package func labelNames(
    matching selectors: [[LabelMatcher]], in range: ClosedRange<Int64>
  ) throws(PromQLError) -> Set<String> {
    var all: Set<String> = []
    for source in sources { all.formUnion(try source.labelNames(matching: selectors, in: range)) }
    return all
  }

  package func labelValues(
    of name: String, matching selectors: [[LabelMatcher]], in range: ClosedRange<Int64>
  ) throws(PromQLError) -> Set<String> {
    var all: Set<String> = []
    for source in sources { all.formUnion(try source.labelValues(of: name, matching: selectors, in: range)) }
    return all
  }

  package func metadata() throws(PromQLError) -> [MetricMetadata] {
    var all: [MetricMetadata] = []
    for source in sources { all += try source.metadata() }
    return all
  }

  package func exemplars(
    matching selectors: [[LabelMatcher]], in range: ClosedRange<Int64>, limit: Int
  ) throws(PromQLError) -> [SeriesExemplars] {
    var all: [SeriesExemplars] = []
    var count = 0
    for source in sources where count < limit {
      let found = try source.exemplars(matching: selectors, in: range, limit: limit - count)
      count += found.reduce(0) { $0 + $1.exemplars.count }
      all += found
    }
    return all
  }

  package func reporting(to warnings: SourceWarnings) -> any MetricSource {
    CombinedMetricSource(sources.map { $0.reporting(to: warnings) })
  }
}
