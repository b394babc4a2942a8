import TelemetryModel

extension PrometheusHistogram {
  /// The finest and coarsest schemas that Prometheus knows.
  static let schemas = -4...8

  /// From the value of an OTLP point; `nil` when it is coarser than Prometheus can hold.
  ///
  /// OTLP numbers its buckets from one less, and knows finer scales: their buckets are merged.
  init?(_ entry: ExponentialHistogramEntry, in batch: borrowing MetricBatch) {
    guard Int(entry.scale) >= Self.schemas.lowerBound else { return nil }
    let steps = max(0, Int(entry.scale) - Self.schemas.upperBound)
    func buckets(_ list: BucketList, _ offset: Int32) -> Buckets {
      let counts = batch.bucketCounts(of: list).map { Double($0) }
      return counts.isEmpty ? Buckets() : Buckets(offset: Int(offset) + 1, counts: counts).merged(by: steps)
    }
    self.init(
      schema: Int(entry.scale) - steps, count: Double(entry.count), sum: entry.sum ?? 0,
      zeroThreshold: entry.zeroThreshold, zeroCount: Double(entry.zeroCount),
      positive: buckets(entry.positive, entry.positiveOffset),
      negative: buckets(entry.negative, entry.negativeOffset))
  }

  /// The observations of both, in the coarser schema and with the wider bucket of zero; `nil` when the buckets of the
  /// sum would be more than `MetricSeriesLimits.bucketCount` even in the coarsest schema.
  func adding(_ other: PrometheusHistogram) -> PrometheusHistogram? {
    var schema = min(schema, other.schema)
    while schema >= Self.schemas.lowerBound {
      let left = reduced(to: schema)
      let right = other.reduced(to: schema)
      if let positive = Buckets.sum(left.positive, right.positive),
        let negative = Buckets.sum(left.negative, right.negative)
      {
        return PrometheusHistogram(
          schema: schema, count: count + other.count, sum: sum + other.sum,
          zeroThreshold: max(zeroThreshold, other.zeroThreshold), zeroCount: zeroCount + other.zeroCount,
          positive: positive, negative: negative)
      }
      schema -= 1
    }
    return nil
  }

  private func reduced(to schema: Int) -> PrometheusHistogram {
    var result = self
    result.schema = schema
    result.positive = positive.merged(by: self.schema - schema)
    result.negative = negative.merged(by: self.schema - schema)
    return result
  }

  /// The same buckets with nothing in them: where a counter began anew.
  var emptied: PrometheusHistogram {
    PrometheusHistogram(
      schema: schema, count: 0, sum: 0, zeroThreshold: zeroThreshold, zeroCount: 0, positive: Buckets(),
      negative: Buckets())
  }
}

extension PrometheusHistogram.Buckets {
  /// In a schema that is coarser by `steps`: bucket `i` goes into bucket `ceil(i / 2^steps)`.
  fileprivate func merged(by steps: Int) -> Self {
    guard steps > 0, !counts.isEmpty else { return self }
    let shift = min(steps, 62)
    func target(_ index: Int) -> Int { ((index - 1) >> shift) + 1 }
    let first = target(offset)
    var merged = Array(repeating: 0.0, count: target(offset + counts.count - 1) - first + 1)
    for (index, count) in counts.enumerated() { merged[target(offset + index) - first] += count }
    return Self(offset: first, counts: merged)
  }

  fileprivate static func sum(_ left: Self, _ right: Self) -> Self? {
    if left.counts.isEmpty { return right }
    if right.counts.isEmpty { return left }
    let start = min(left.offset, right.offset)
    let end = max(left.offset + left.counts.count, right.offset + right.counts.count)
    guard end - start <= MetricSeriesLimits.bucketCount else { return nil }
    var counts = Array(repeating: 0.0, count: end - start)
    for (index, count) in left.counts.enumerated() { counts[left.offset - start + index] += count }
    for (index, count) in right.counts.enumerated() { counts[right.offset - start + index] += count }
    return Self(offset: start, counts: counts)
  }
}
