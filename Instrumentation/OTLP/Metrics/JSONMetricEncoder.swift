import TelemetryModel

/// Writes a batch as the JSON form of an `ExportMetricsServiceRequest`. Fields that hold their default are left out.
///
/// Rows keep their order; consecutive rows of one resource, of one scope, and of one metric, share an object.
struct JSONMetricEncoder: ~Copyable {
  private let batch: MetricBatch
  private var writer = JSONWriter()

  init(_ batch: MetricBatch) {
    self.batch = batch
    writer.reserveCapacity(batch.count * 192 + batch.strings.arena.count)
  }

  consuming func finish() -> [UInt8] { writer.bytes }

  mutating func request() {
    writer.beginObject()
    writer.key("resourceMetrics")
    writer.beginArray()
    for rows in batch.resourceRuns() { resourceMetrics(rows) }
    writer.endArray()
    writer.endObject()
  }

  private mutating func resourceMetrics(_ rows: Range<Int>) {
    let entry = batch.resources[Int(batch.metric(of: rows.lowerBound).resource)]
    writer.beginObject()
    writer.key("resource")
    writer.resource(entry, in: batch)
    writer.key("scopeMetrics")
    writer.beginArray()
    for rows in batch.scopeRuns(in: rows) { scopeMetrics(rows) }
    writer.endArray()
    writer.text("schemaUrl", batch.strings[entry.schemaURL])
    writer.endObject()
  }

  private mutating func scopeMetrics(_ rows: Range<Int>) {
    let entry = batch.scopes[Int(batch.metric(of: rows.lowerBound).scope)]
    writer.beginObject()
    writer.key("scope")
    writer.scope(entry, in: batch)
    writer.key("metrics")
    writer.beginArray()
    for rows in batch.metricRuns(in: rows) { metric(rows) }
    writer.endArray()
    writer.text("schemaUrl", batch.strings[entry.schemaURL])
    writer.endObject()
  }

  private mutating func metric(_ rows: Range<Int>) {
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
