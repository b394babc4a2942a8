extension MetricBatch {
  /// A batch of materialised points, in their order.
  package init(_ points: some Sequence<MetricPoint>) {
    self.init()
    for point in points { append(point) }
  }

  /// Adds one materialised point as the last row.
  package mutating func append(_ point: MetricPoint) {
    let resource = append(point.metric.resource)
    let scope = append(point.metric.scope)
    let metric = intern(
      MetricEntry(
        name: strings.intern(point.metric.name), description: strings.intern(point.metric.description),
        unit: strings.intern(point.metric.unit), type: point.metric.type, temporality: point.metric.temporality,
        isMonotonic: point.metric.isMonotonic, metadata: appendAttributes(point.metric.metadata),
        resource: resource, scope: scope))
    let attributes = appendAttributes(point.attributes)
    let list = Array(payloads[payloadRange(of: attributes)])
    payloads.removeLast(list.count)
    seriesIndexes.append(internSeries(metric: metric, shape: attributes.shape, payloads: list[...]))
    times.append(point.time)
    startTimes.append(point.startTime)
    flags.append(point.flags)
    append(point.value)
    for exemplar in point.exemplars { append(exemplar) }
    exemplarEnds.append(UInt32(exemplars.count))
  }

  private mutating func append(_ value: MetricPoint.Value) {
    switch value {
    case .none: append(.none, 0)
    case .int(let number): append(.int, UInt64(bitPattern: number))
    case .double(let number): append(.double, number.bitPattern)
    case .histogram(let histogram):
      var entry = HistogramEntry()
      entry.count = histogram.count
      entry.sum = histogram.sum
      entry.min = histogram.min
      entry.max = histogram.max
      entry.buckets = appendBuckets(histogram.bucketCounts)
      entry.bounds = bounds.intern(histogram.bounds[...])
      append(.histogram, UInt64(histograms.count))
      histograms.append(entry)
    case .exponentialHistogram(let histogram):
      var entry = ExponentialHistogramEntry()
      entry.count = histogram.count
      entry.sum = histogram.sum
      entry.min = histogram.min
      entry.max = histogram.max
      entry.scale = histogram.scale
      entry.zeroCount = histogram.zeroCount
      entry.zeroThreshold = histogram.zeroThreshold
      entry.positiveOffset = histogram.positive.offset
      entry.positive = appendBuckets(histogram.positive.counts)
      entry.negativeOffset = histogram.negative.offset
      entry.negative = appendBuckets(histogram.negative.counts)
      append(.exponentialHistogram, UInt64(exponentialHistograms.count))
      exponentialHistograms.append(entry)
    case .summary(let summary):
      var entry = SummaryEntry()
      entry.count = summary.count
      entry.sum = summary.sum
      entry.firstQuantile = UInt32(quantiles.count)
      entry.quantileCount = UInt32(summary.quantiles.count)
      quantiles.append(contentsOf: summary.quantiles)
      append(.summary, UInt64(summaries.count))
      summaries.append(entry)
    }
  }

  private mutating func append(_ kind: PointKind, _ value: UInt64) {
    kinds.append(kind)
    values.append(value)
  }

  /// Adds the counts of some buckets.
  package mutating func appendBuckets(_ counts: some Sequence<UInt64>) -> BucketList {
    let start = UInt32(bucketBytes.count)
    for count in counts { BucketCounts.append(count, to: &bucketBytes) }
    return BucketList(start: start, end: UInt32(bucketBytes.count))
  }

  private mutating func append(_ exemplar: MetricPoint.Exemplar) {
    let (kind, value): (PointKind, UInt64) =
      switch exemplar.value {
      case .none: (.none, 0)
      case .int(let number): (.int, UInt64(bitPattern: number))
      case .double(let number): (.double, number.bitPattern)
      }
    exemplars.append(
      ExemplarEntry(
        time: exemplar.time, kind: kind, value: value, traceID: exemplar.traceID, spanID: exemplar.spanID,
        filteredAttributes: appendAttributes(exemplar.filteredAttributes)))
  }
}
