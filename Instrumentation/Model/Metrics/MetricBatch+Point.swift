extension MetricBatch {
  /// Row `row`, materialised. O(size of the point).
  package func point(at row: Int) -> MetricPoint {
    let entry = series[Int(seriesIndexes[row])]
    return MetricPoint(
      metric(at: Int(entry.metric)), attributes: attributes(in: entry.attributes), time: times[row],
      startTime: startTimes[row], flags: flags[row], value: value(of: row),
      exemplars: exemplars[exemplarRange(of: row)].map(exemplar))
  }

  /// All rows, materialised.
  package var points: [MetricPoint] { (0..<count).map(point) }

  /// A metric of the table, materialised.
  package func metric(at index: Int) -> Metric {
    let entry = metrics[index]
    return Metric(
      name: strings.text(entry.name), description: strings.text(entry.description), unit: strings.text(entry.unit),
      type: entry.type, temporality: entry.temporality, isMonotonic: entry.isMonotonic,
      metadata: attributes(in: entry.metadata), resource: resource(at: Int(entry.resource)),
      scope: scope(at: Int(entry.scope)))
  }

  private func value(of row: Int) -> MetricPoint.Value {
    let bits = values[row]
    return switch kinds[row] {
    case .none: .none
    case .int: .int(Int64(bitPattern: bits))
    case .double: .double(Double(bitPattern: bits))
    case .histogram: .histogram(histogram(histograms[Int(bits)]))
    case .exponentialHistogram: .exponentialHistogram(histogram(exponentialHistograms[Int(bits)]))
    case .summary: .summary(summary(summaries[Int(bits)]))
    }
  }

  private func histogram(_ entry: HistogramEntry) -> MetricPoint.Histogram {
    MetricPoint.Histogram(
      count: entry.count, sum: entry.sum, min: entry.min, max: entry.max,
      bucketCounts: Array(bucketCounts(of: entry.buckets)), bounds: Array(bounds[entry.bounds]))
  }

  private func histogram(_ entry: ExponentialHistogramEntry) -> MetricPoint.ExponentialHistogram {
    MetricPoint.ExponentialHistogram(
      count: entry.count, sum: entry.sum, min: entry.min, max: entry.max, scale: entry.scale,
      zeroCount: entry.zeroCount, zeroThreshold: entry.zeroThreshold,
      positive: .init(offset: entry.positiveOffset, counts: Array(bucketCounts(of: entry.positive))),
      negative: .init(offset: entry.negativeOffset, counts: Array(bucketCounts(of: entry.negative))))
  }

  private func summary(_ entry: SummaryEntry) -> MetricPoint.Summary {
    MetricPoint.Summary(count: entry.count, sum: entry.sum, quantiles: Array(quantiles[entry.quantileRange]))
  }

  private func exemplar(_ entry: ExemplarEntry) -> MetricPoint.Exemplar {
    let value: MetricPoint.Exemplar.Value =
      switch entry.kind {
      case .int: .int(Int64(bitPattern: entry.value))
      case .double: .double(Double(bitPattern: entry.value))
      case .none, .histogram, .exponentialHistogram, .summary: .none
      }
    return MetricPoint.Exemplar(
      time: entry.time, value: value, traceID: entry.traceID, spanID: entry.spanID,
      filteredAttributes: attributes(in: entry.filteredAttributes))
  }
}
