package import PromQL

extension SampleSeries {
  /// The series as PromQL's engine takes it. A histogram with buckets where no number lies is left out.
  package init(_ series: PrometheusSeries) {
    let labels = Labels(series.labels.map { Label($0.name, $0.value) })
    if series.histograms.isEmpty {
      self.init(labels: labels, timestamps: series.timestamps, values: series.values)
      return
    }
    var timestamps: [Int64] = []
    var values: [Double] = []
    var histograms: [NativeHistogram?] = []
    for (index, histogram) in series.histograms.enumerated() {
      let native = histogram.flatMap(NativeHistogram.init)
      if histogram != nil && native == nil { continue }
      timestamps.append(series.timestamps[index])
      values.append(series.values[index])
      histograms.append(native)
    }
    self.init(labels: labels, timestamps: timestamps, values: values, histograms: histograms)
  }
}

extension NativeHistogram {
  fileprivate init?(_ histogram: PrometheusHistogram) {
    self.init(
      schema: histogram.schema, count: histogram.count, sum: histogram.sum, zeroThreshold: histogram.zeroThreshold,
      zeroCount: histogram.zeroCount,
      positive: Buckets(offset: histogram.positive.offset, counts: histogram.positive.counts),
      negative: Buckets(offset: histogram.negative.offset, counts: histogram.negative.counts))
  }
}
