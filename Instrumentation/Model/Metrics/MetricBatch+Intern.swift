extension MetricBatch {
  /// The index of a metric, added when none equals it. O(size of its metadata).
  package mutating func intern(_ entry: MetricEntry) -> UInt32 {
    while metricIndex.count < metrics.count { metricIndex.add(hash(metrics[metricIndex.count])) }
    let hash = hash(entry)
    var search = metricIndex.search(for: hash)
    while let index = metricIndex.next(&search) {
      if isEqual(metrics[index], entry) { return UInt32(index) }
    }
    metrics.append(entry)
    metricIndex.add(hash)
    return UInt32(metrics.count - 1)
  }

  /// The index of a series, added when there is none of this metric and these attributes. O(attributes).
  ///
  /// - Parameter list: the payloads of the attributes, which enter the batch only with a new series.
  package mutating func internSeries(metric: UInt32, shape: ShapeCode, payloads list: ArraySlice<UInt64>) -> UInt32 {
    while seriesIndex.count < series.count {
      let entry = series[seriesIndex.count]
      let known = payloads[payloadRange(of: entry.attributes)]
      seriesIndex.add(Self.hash(metric: entry.metric, shape: entry.attributes.shape, known))
    }
    let hash = Self.hash(metric: metric, shape: shape, list)
    var search = seriesIndex.search(for: hash)
    while let index = seriesIndex.next(&search) {
      let entry = series[index]
      if entry.metric == metric, entry.attributes.shape == shape,
        payloads[payloadRange(of: entry.attributes)].elementsEqual(list)
      {
        return UInt32(index)
      }
    }
    let attributes = AttributeList(shape: shape, firstPayload: shape == 0 ? 0 : UInt32(payloads.count))
    payloads.append(contentsOf: list)
    series.append(SeriesEntry(metric: metric, attributes: attributes))
    seriesIndex.add(hash)
    return UInt32(series.count - 1)
  }

  private static func hash(metric: UInt32, shape: ShapeCode, _ list: ArraySlice<UInt64>) -> UInt64 {
    var hash = WordHash()
    hash.combine(UInt64(metric) << 32 | UInt64(shape))
    for payload in list { hash.combine(payload) }
    return hash.value
  }

  private func hash(_ entry: MetricEntry) -> UInt64 {
    var hash = WordHash()
    hash.combine(UInt64(entry.name) << 32 | UInt64(entry.description))
    hash.combine(UInt64(entry.unit) << 32 | UInt64(entry.metadata.shape))
    hash.combine(UInt64(entry.resource) << 32 | UInt64(entry.scope))
    hash.combine(
      UInt64(entry.type.rawValue) << 16 | UInt64(entry.temporality.rawValue) << 8 | (entry.isMonotonic ? 1 : 0))
    for payload in payloads[payloadRange(of: entry.metadata)] { hash.combine(payload) }
    return hash.value
  }

  private func isEqual(_ left: MetricEntry, _ right: MetricEntry) -> Bool {
    var aligned = right
    aligned.metadata.firstPayload = left.metadata.firstPayload
    return left == aligned
      && payloads[payloadRange(of: left.metadata)] == payloads[payloadRange(of: right.metadata)]
  }
}
