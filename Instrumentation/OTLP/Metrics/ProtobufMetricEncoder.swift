import TelemetryModel

typealias ProtobufMetricEncoder = ProtobufRequestEncoder<MetricBatch>

extension MetricBatch: ProtobufRequestRows {
  static var usualByteCount: Int { 64 }

  static func write(_ rows: Range<Int>, _ encoder: inout ProtobufMetricEncoder) {
    for rows in encoder.batch.metricRuns(in: rows) { encoder.metric(rows) }
  }
}

extension ProtobufMetricEncoder {
  fileprivate mutating func metric(_ rows: Range<Int>) {
    let entry = batch.metric(of: rows.lowerBound)
    let start = writer.begin(0x12)
    writer.field(0x0A, batch.strings[entry.name])
    writer.field(0x12, batch.strings[entry.description])
    writer.field(0x1A, batch.strings[entry.unit])
    let data = writer.begin(Self.dataTag(entry.type))
    for row in rows {
      let start = writer.begin(0x0A)
      switch entry.type {
      case .gauge, .sum: numberPoint(row)
      case .histogram: histogramPoint(row, batch.histograms[Int(batch.values[row])])
      case .exponentialHistogram:
        exponentialHistogramPoint(row, batch.exponentialHistograms[Int(batch.values[row])])
      case .summary: summaryPoint(row, batch.summaries[Int(batch.values[row])])
      }
      writer.end(start)
    }
    writer.field(0x10, UInt64(entry.temporality.rawValue))
    writer.field(0x18, entry.isMonotonic ? 1 : 0)
    writer.end(data)
    writer.attributes(entry.metadata, tag: 0x62, in: batch)
    writer.end(start)
  }

  private static func dataTag(_ type: MetricType) -> UInt8 {
    switch type {
    case .gauge: 0x2A
    case .sum: 0x3A
    case .histogram: 0x4A
    case .exponentialHistogram: 0x52
    case .summary: 0x5A
    }
  }

  // MARK: Points

  private mutating func times(_ row: Int) {
    writer.field(0x11, fixed64: batch.startTimes[row].nanoseconds)
    writer.field(0x19, fixed64: batch.times[row].nanoseconds)
  }

  private mutating func attributes(_ row: Int, tag: UInt8) {
    writer.attributes(batch.series[Int(batch.seriesIndexes[row])].attributes, tag: tag, in: batch)
  }

  private mutating func numberPoint(_ row: Int) {
    times(row)
    if batch.kinds[row] == .double { present(0x21, batch.values[row]) }
    exemplars(row, tag: 0x2A)
    if batch.kinds[row] == .int { present(0x31, batch.values[row]) }
    attributes(row, tag: 0x3A)
    writer.field(0x40, UInt64(batch.flags[row]))
  }

  private mutating func histogramPoint(_ row: Int, _ entry: HistogramEntry) {
    times(row)
    writer.field(0x21, fixed64: entry.count)
    optional(0x29, entry.sum)
    if !entry.buckets.isEmpty {
      let start = writer.begin(0x32)
      for count in batch.bucketCounts(of: entry.buckets) { writer.fixed64(count) }
      writer.end(start)
    }
    if entry.bounds != 0 {
      let start = writer.begin(0x3A)
      for bound in batch.bounds[entry.bounds] { writer.fixed64(bound.bitPattern) }
      writer.end(start)
    }
    exemplars(row, tag: 0x42)
    attributes(row, tag: 0x4A)
    writer.field(0x50, UInt64(batch.flags[row]))
    optional(0x59, entry.min)
    optional(0x61, entry.max)
  }

  private mutating func exponentialHistogramPoint(_ row: Int, _ entry: ExponentialHistogramEntry) {
    attributes(row, tag: 0x0A)
    times(row)
    writer.field(0x21, fixed64: entry.count)
    optional(0x29, entry.sum)
    writer.field(0x30, Self.zigzag(entry.scale))
    writer.field(0x39, fixed64: entry.zeroCount)
    buckets(0x42, offset: entry.positiveOffset, entry.positive)
    buckets(0x4A, offset: entry.negativeOffset, entry.negative)
    writer.field(0x50, UInt64(batch.flags[row]))
    exemplars(row, tag: 0x5A)
    optional(0x61, entry.min)
    optional(0x69, entry.max)
    writer.field(0x71, fixed64: entry.zeroThreshold.bitPattern)
  }

  private mutating func summaryPoint(_ row: Int, _ entry: SummaryEntry) {
    times(row)
    writer.field(0x21, fixed64: entry.count)
    writer.field(0x29, fixed64: entry.sum.bitPattern)
    for value in batch.quantiles[entry.quantileRange] {
      let start = writer.begin(0x32)
      writer.field(0x09, fixed64: value.quantile.bitPattern)
      writer.field(0x11, fixed64: value.value.bitPattern)
      writer.end(start)
    }
    attributes(row, tag: 0x3A)
    writer.field(0x40, UInt64(batch.flags[row]))
  }

  // MARK: Parts of points

  private mutating func exemplars(_ row: Int, tag: UInt8) {
    for exemplar in batch.exemplars[batch.exemplarRange(of: row)] {
      let start = writer.begin(tag)
      writer.field(0x11, fixed64: exemplar.time.nanoseconds)
      if exemplar.kind == .double { present(0x19, exemplar.value) }
      writer.field(0x22, exemplar.spanID)
      writer.field(0x2A, exemplar.traceID)
      if exemplar.kind == .int { present(0x31, exemplar.value) }
      writer.attributes(exemplar.filteredAttributes, tag: 0x3A, in: batch)
      writer.end(start)
    }
  }

  private mutating func buckets(_ tag: UInt8, offset: Int32, _ list: BucketList) {
    let start = writer.begin(tag)
    writer.field(0x08, Self.zigzag(offset))
    if !list.isEmpty { writer.presentField(0x12, batch.bucketBytes[list.range]) }
    writer.endUnlessEmpty(start)
  }

  private mutating func optional(_ tag: UInt8, _ value: Double?) {
    if let value { present(tag, value.bitPattern) }
  }

  /// A field whose presence says something: written even when 0.
  private mutating func present(_ tag: UInt8, _ bits: UInt64) {
    writer.tag(tag)
    writer.fixed64(bits)
  }

  private static func zigzag(_ number: Int32) -> UInt64 { UInt64(UInt32(bitPattern: number << 1 ^ number >> 31)) }
}
