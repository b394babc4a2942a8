import TelemetryModel

typealias JSONMetricEncoder = JSONRequestEncoder<MetricBatch>

extension MetricBatch: JSONRequestRows {
  static var arrayNames: JSONArrayNames { .metrics }
  static var usualJSONByteCount: Int { 192 }

  static func write(_ rows: Range<Int>, _ encoder: inout JSONMetricEncoder) {
    for rows in encoder.batch.metricRuns(in: rows) { encoder.metric(rows) }
  }
}

extension JSONMetricEncoder {
  fileprivate mutating func metric(_ rows: Range<Int>) {
    let entry = batch.metric(of: rows.lowerBound)
    writer.beginObject()
    writer.text("name", batch.strings[entry.name])
    writer.text("description", batch.strings[entry.description])
    writer.text("unit", batch.strings[entry.unit])
    key(entry.type)
    writer.beginObject()
    writer.key("dataPoints")
    writer.beginArray()
    for row in rows {
      writer.beginObject()
      switch entry.type {
      case .gauge, .sum: numberPoint(row)
      case .histogram: histogramPoint(row, batch.histograms[Int(batch.values[row])])
      case .exponentialHistogram:
        exponentialHistogramPoint(row, batch.exponentialHistograms[Int(batch.values[row])])
      case .summary: summaryPoint(row, batch.summaries[Int(batch.values[row])])
      }
      writer.endObject()
    }
    writer.endArray()
    writer.number("aggregationTemporality", Int32(entry.temporality.rawValue))
    if entry.isMonotonic {
      writer.key("isMonotonic")
      writer.bool(true)
    }
    writer.endObject()
    writer.attributes("metadata", entry.metadata, in: batch)
    writer.endObject()
  }

  private mutating func key(_ type: MetricType) {
    switch type {
    case .gauge: writer.key("gauge")
    case .sum: writer.key("sum")
    case .histogram: writer.key("histogram")
    case .exponentialHistogram: writer.key("exponentialHistogram")
    case .summary: writer.key("summary")
    }
  }

  // MARK: Points

  private mutating func times(_ row: Int) {
    writer.time("startTimeUnixNano", batch.startTimes[row])
    writer.time("timeUnixNano", batch.times[row])
  }

  private mutating func attributes(_ row: Int) {
    writer.attributes("attributes", batch.series[Int(batch.seriesIndexes[row])].attributes, in: batch)
  }

  private mutating func numberPoint(_ row: Int) {
    times(row)
    if batch.kinds[row] == .double { number(.double, batch.values[row]) }
    exemplars(row)
    if batch.kinds[row] == .int { number(.int, batch.values[row]) }
    attributes(row)
    writer.count("flags", batch.flags[row])
  }

  private mutating func histogramPoint(_ row: Int, _ entry: HistogramEntry) {
    times(row)
    long("count", entry.count)
    optional("sum", entry.sum)
    counts(entry.buckets)
    if entry.bounds != 0 {
      writer.key("explicitBounds")
      writer.beginArray()
      for bound in batch.bounds[entry.bounds] { writer.double(bound) }
      writer.endArray()
    }
    exemplars(row)
    attributes(row)
    writer.count("flags", batch.flags[row])
    optional("min", entry.min)
    optional("max", entry.max)
  }

  private mutating func exponentialHistogramPoint(_ row: Int, _ entry: ExponentialHistogramEntry) {
    attributes(row)
    times(row)
    long("count", entry.count)
    optional("sum", entry.sum)
    writer.number("scale", entry.scale)
    long("zeroCount", entry.zeroCount)
    if entry.positiveOffset != 0 || !entry.positive.isEmpty {
      writer.key("positive")
      buckets(entry.positiveOffset, entry.positive)
    }
    if entry.negativeOffset != 0 || !entry.negative.isEmpty {
      writer.key("negative")
      buckets(entry.negativeOffset, entry.negative)
    }
    writer.count("flags", batch.flags[row])
    exemplars(row)
    optional("min", entry.min)
    optional("max", entry.max)
    nonZero("zeroThreshold", entry.zeroThreshold)
  }

  private mutating func summaryPoint(_ row: Int, _ entry: SummaryEntry) {
    times(row)
    long("count", entry.count)
    nonZero("sum", entry.sum)
    if entry.quantileCount > 0 {
      writer.key("quantileValues")
      writer.beginArray()
      for value in batch.quantiles[entry.quantileRange] {
        writer.beginObject()
        nonZero("quantile", value.quantile)
        nonZero("value", value.value)
        writer.endObject()
      }
      writer.endArray()
    }
    attributes(row)
    writer.count("flags", batch.flags[row])
  }

  // MARK: Parts of points

  private mutating func exemplars(_ row: Int) {
    let range = batch.exemplarRange(of: row)
    if range.isEmpty { return }
    writer.key("exemplars")
    writer.beginArray()
    for exemplar in batch.exemplars[range] {
      writer.beginObject()
      writer.time("timeUnixNano", exemplar.time)
      if exemplar.kind == .double { number(.double, exemplar.value) }
      if exemplar.spanID.isValid {
        writer.key("spanId")
        writer.id(exemplar.spanID)
      }
      if exemplar.traceID.isValid {
        writer.key("traceId")
        writer.id(exemplar.traceID)
      }
      if exemplar.kind == .int { number(.int, exemplar.value) }
      writer.attributes("filteredAttributes", exemplar.filteredAttributes, in: batch)
      writer.endObject()
    }
    writer.endArray()
  }

  private mutating func buckets(_ offset: Int32, _ list: BucketList) {
    writer.beginObject()
    writer.number("offset", offset)
    counts(list)
    writer.endObject()
  }

  private mutating func counts(_ list: BucketList) {
    if list.isEmpty { return }
    writer.key("bucketCounts")
    writer.beginArray()
    for count in batch.bucketCounts(of: list) { writer.quoted(count) }
    writer.endArray()
  }

  private mutating func number(_ kind: PointKind, _ bits: UInt64) {
    if kind == .int {
      writer.key("asInt")
      writer.quoted(Int64(bitPattern: bits))
    } else {
      writer.key("asDouble")
      writer.double(Double(bitPattern: bits))
    }
  }

  private mutating func long(_ name: StaticString, _ value: UInt64) {
    if value == 0 { return }
    writer.key(name)
    writer.quoted(value)
  }

  private mutating func optional(_ name: StaticString, _ value: Double?) {
    guard let value else { return }
    writer.key(name)
    writer.double(value)
  }

  private mutating func nonZero(_ name: StaticString, _ value: Double) {
    if value.bitPattern == 0 { return }
    writer.key(name)
    writer.double(value)
  }
}
