import TelemetryModel

typealias ProtobufMetricDecoder = ProtobufRequestDecoder<MetricBuilder>

extension MetricBuilder: ProtobufSignalBuilder {
  @inline(__always)
  static func row(
    _ bytes: Bytes, _ position: inout Int, _ end: Int, _ decoder: inout ProtobufMetricDecoder
  ) throws(OTLPDecodeError) {
    try decoder.metric(bytes, &position, end)
  }
}

extension ProtobufMetricDecoder {
  fileprivate mutating func metric(_ bytes: Bytes, _ position: inout Int, _ end: Int) throws(OTLPDecodeError) {
    try builder.budget.charge(OTLPLimits.metricByteCount, at: position)
    let mark = builder.mark
    var metric = MetricDraft()
    while position < end {
      let tag = try ProtobufWire.varint(bytes, &position, end)
      switch tag {
      case 0x0A: metric.name = try text(bytes, &position, end)
      case 0x12: metric.description = try text(bytes, &position, end)
      case 0x1A: metric.unit = try text(bytes, &position, end)
      case 0x2A: try data(.gauge, bytes, &position, end, of: &metric, since: mark)
      case 0x3A: try data(.sum, bytes, &position, end, of: &metric, since: mark)
      case 0x4A: try data(.histogram, bytes, &position, end, of: &metric, since: mark)
      case 0x52: try data(.exponentialHistogram, bytes, &position, end, of: &metric, since: mark)
      case 0x5A: try data(.summary, bytes, &position, end, of: &metric, since: mark)
      case 0x62:  // metadata
        try ProtobufField.attribute(
          bytes, &position, end, into: &builder.metadata, &builder.batch.strings, &builder.composite)
      default: try ProtobufWire.skip(tag, bytes, &position, end)
      }
    }
    builder.finish(metric, since: mark)
  }

  /// Reads a `Gauge`, `Sum`, `Histogram`, `ExponentialHistogram` or `Summary`, which share their field numbers.
  private mutating func data(
    _ type: MetricType, _ bytes: Bytes, _ position: inout Int, _ end: Int, of metric: inout MetricDraft,
    since mark: MetricBuilder.Mark
  ) throws(OTLPDecodeError) {
    let end = try ProtobufWire.contentEnd(bytes, &position, end)
    if metric.type != type {
      builder.takeBackRows(since: mark)
      metric.begin(type)
    }
    while position < end {
      let tag = try ProtobufWire.varint(bytes, &position, end)
      switch tag {
      case 0x0A:  // data_points
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        try point(type, bytes, &position, end)
      case 0x10 where type != .gauge && type != .summary:
        metric.temporality = try ProtobufField.number(bytes, &position, end)
      case 0x18 where type == .sum: metric.isMonotonic = try ProtobufWire.varint(bytes, &position, end) != 0
      default: try ProtobufWire.skip(tag, bytes, &position, end)
      }
    }
  }

  private mutating func point(
    _ type: MetricType, _ bytes: Bytes, _ position: inout Int, _ end: Int
  ) throws(OTLPDecodeError) {
    try builder.budget.charge(OTLPLimits.pointByteCount(type), at: position)
    let mark = builder.mark
    builder.point.removeAll()
    switch type {
    case .gauge, .sum: try numberPoint(bytes, &position, end)
    case .histogram: try histogramPoint(bytes, &position, end)
    case .exponentialHistogram: try exponentialHistogramPoint(bytes, &position, end)
    case .summary: try summaryPoint(bytes, &position, end)
    }
    builder.appendPoint(type, since: mark)
  }

  @inline(__always)
  private mutating func text(_ bytes: Bytes, _ position: inout Int, _ end: Int) throws(OTLPDecodeError) -> StringCode {
    try ProtobufField.text(bytes, &position, end, into: &builder.batch.strings)
  }
}
