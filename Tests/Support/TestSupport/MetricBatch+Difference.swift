package import TelemetryModel

extension MetricBatch: ComparableRows {
  package func content(of row: Int) -> [RowField] {
    let series = series[Int(seriesIndexes[row])]
    let metric = metric(of: row)
    var fields = [
      RowField("name", strings[metric.name]), RowField("description", strings[metric.description]),
      RowField("unit", strings[metric.unit]),
      RowField("type", UInt64(metric.type.rawValue), UInt64(metric.temporality.rawValue), metric.isMonotonic ? 1 : 0),
      RowField("times", times[row].nanoseconds, startTimes[row].nanoseconds), RowField("flags", UInt64(flags[row])),
    ]
    fields += content(of: series.attributes) + content(of: metric.metadata)
    fields += originContent(resource: metric.resource, scope: metric.scope)
    fields.append(RowField("kind", UInt64(kinds[row].rawValue)))
    fields += value(of: row)
    for exemplar in exemplars[exemplarRange(of: row)] {
      fields.append(RowField("exemplar", exemplar.time.nanoseconds, UInt64(exemplar.kind.rawValue), exemplar.value))
      fields.append(RowField("trace", exemplar.traceID.high, exemplar.traceID.low, exemplar.spanID.rawValue))
      fields += content(of: exemplar.filteredAttributes)
    }
    return fields
  }

  private func value(of row: Int) -> [RowField] {
    let bits = values[row]
    switch kinds[row] {
    case .none, .int, .double: return [RowField("value", bits)]
    case .histogram:
      let entry = histograms[Int(bits)]
      return [
        RowField("count", entry.count), RowField("sum", entry.sum), RowField("min", entry.min),
        RowField("max", entry.max),
        RowField("buckets", numbers: Array(bucketCounts(of: entry.buckets))),
        RowField("bounds", numbers: bounds[entry.bounds].map(\.bitPattern)),
      ]
    case .exponentialHistogram:
      let entry = exponentialHistograms[Int(bits)]
      return [
        RowField("count", entry.count, entry.zeroCount), RowField("sum", entry.sum), RowField("min", entry.min),
        RowField("max", entry.max), RowField("zero", entry.zeroThreshold),
        RowField("scale", UInt64(bitPattern: Int64(entry.scale))),
        RowField("positive offset", UInt64(bitPattern: Int64(entry.positiveOffset))),
        RowField("positive", numbers: Array(bucketCounts(of: entry.positive))),
        RowField("negative offset", UInt64(bitPattern: Int64(entry.negativeOffset))),
        RowField("negative", numbers: Array(bucketCounts(of: entry.negative))),
      ]
    case .summary:
      let entry = summaries[Int(bits)]
      let quantiles = quantiles[entry.quantileRange].flatMap { [$0.quantile.bitPattern, $0.value.bitPattern] }
      return [RowField("count", entry.count), RowField("sum", entry.sum), RowField("quantiles", numbers: quantiles)]
    }
  }
}

extension RowField {
  fileprivate init(_ name: String, _ value: Double?) { self.init(name, numbers: value.map { [$0.bitPattern] } ?? []) }
}
