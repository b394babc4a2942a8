extension MetricBatch {
  /// Adds all rows of another batch after the own ones, as `SpanBatch.append(contentsOf:)` does.
  package mutating func append(contentsOf other: MetricBatch) {
    if isEmpty && strings.count == 1 {
      self = other
      return
    }
    append(other, rows: 0..<other.count)
  }

  /// Adds the given rows of another batch, in their order; what they do not use is not carried over.
  package mutating func append(contentsOf other: MetricBatch, rows: [Int]) {
    append(other, rows: rows)
  }

  private mutating func append(_ other: MetricBatch, rows: some Collection<Int>) {
    var carrier = MetricCarrier(other)
    for row in rows {
      seriesIndexes.append(carrier.series(other.seriesIndexes[row], into: &self))
      times.append(other.times[row])
      startTimes.append(other.startTimes[row])
      flags.append(other.flags[row])
      kinds.append(other.kinds[row])
      values.append(carry(other.values[row], of: other.kinds[row], from: other))
      for var exemplar in other.exemplars[other.exemplarRange(of: row)] {
        exemplar.filteredAttributes = carrier.codes.list(exemplar.filteredAttributes, into: &self)
        exemplars.append(exemplar)
      }
      exemplarEnds.append(UInt32(exemplars.count))
    }
  }

  /// Copies what a value refers to; returns the value that refers to the copy.
  private mutating func carry(_ value: UInt64, of kind: PointKind, from other: borrowing MetricBatch) -> UInt64 {
    switch kind {
    case .none, .int, .double: return value
    case .histogram:
      var entry = other.histograms[Int(value)]
      entry.bounds = bounds.intern(other.bounds[entry.bounds])
      entry.buckets = carry(entry.buckets, from: other)
      histograms.append(entry)
      return UInt64(histograms.count - 1)
    case .exponentialHistogram:
      var entry = other.exponentialHistograms[Int(value)]
      entry.positive = carry(entry.positive, from: other)
      entry.negative = carry(entry.negative, from: other)
      exponentialHistograms.append(entry)
      return UInt64(exponentialHistograms.count - 1)
    case .summary:
      var entry = other.summaries[Int(value)]
      let range = entry.quantileRange
      entry.firstQuantile = UInt32(quantiles.count)
      quantiles.append(contentsOf: other.quantiles[range])
      summaries.append(entry)
      return UInt64(summaries.count - 1)
    }
  }

  private mutating func carry(_ list: BucketList, from other: borrowing MetricBatch) -> BucketList {
    let start = UInt32(bucketBytes.count)
    bucketBytes.append(contentsOf: other.bucketBytes[list.range])
    return BucketList(start: start, end: UInt32(bucketBytes.count))
  }
}

/// Translates series and metrics of one batch into those of another, each on its first use.
private struct MetricCarrier {
  var codes: CodeCarrier<MetricBatch>
  private let source: MetricBatch
  private var metrics: [UInt32?]
  private var seriesIndexes: [UInt32?]

  init(_ source: MetricBatch) {
    self.source = source
    codes = CodeCarrier(source)
    metrics = Array(repeating: nil, count: source.metrics.count)
    seriesIndexes = Array(repeating: nil, count: source.series.count)
  }

  mutating func series(_ index: UInt32, into batch: inout MetricBatch) -> UInt32 {
    if let known = seriesIndexes[Int(index)] { return known }
    let entry = source.series[Int(index)]
    let metric = metric(entry.metric, into: &batch)
    let attributes = codes.list(entry.attributes, into: &batch)
    let list = Array(batch.payloads[batch.payloadRange(of: attributes)])
    batch.payloads.removeLast(list.count)
    let carried = batch.internSeries(metric: metric, shape: attributes.shape, payloads: list[...])
    seriesIndexes[Int(index)] = carried
    return carried
  }

  private mutating func metric(_ index: UInt32, into batch: inout MetricBatch) -> UInt32 {
    if let known = metrics[Int(index)] { return known }
    var entry = source.metrics[Int(index)]
    entry.name = codes.string(entry.name, into: &batch)
    entry.description = codes.string(entry.description, into: &batch)
    entry.unit = codes.string(entry.unit, into: &batch)
    entry.metadata = codes.list(entry.metadata, into: &batch)
    entry.resource = codes.resource(entry.resource, into: &batch)
    entry.scope = codes.scope(entry.scope, into: &batch)
    let carried = batch.intern(entry)
    metrics[Int(index)] = carried
    return carried
  }
}
