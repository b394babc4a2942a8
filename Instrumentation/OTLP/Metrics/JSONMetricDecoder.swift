import TelemetryModel

typealias JSONMetricDecoder = JSONRequestDecoder<MetricBuilder>

extension MetricBuilder: JSONSignalBuilder {
  static var arrayNames: JSONArrayNames { .metrics }

  static func row(_ bytes: Bytes, _ decoder: inout JSONMetricDecoder) throws(OTLPDecodeError) {
    try decoder.metric(bytes)
  }
}

extension JSONMetricDecoder {
  fileprivate mutating func metric(_ bytes: Bytes) throws(OTLPDecodeError) {
    try builder.budget.charge(OTLPLimits.metricByteCount, at: reader.position)
    let mark = builder.mark
    var metric = MetricDraft()
    if try reader.beginObject(bytes) {
      while let key = try reader.nextKey(bytes) {
        if let type = type(of: key, bytes) {
          if try reader.consumeNull(bytes) { continue }
          builder.takeBackRows(since: mark)
          metric.begin(type)
          try data(type, bytes, of: &metric)
        } else if reader.key(key, is: "name", bytes) {
          metric.name = try reader.text(bytes, into: &builder.batch.strings)
        } else if reader.key(key, is: "description", bytes) {
          metric.description = try reader.text(bytes, into: &builder.batch.strings)
        } else if reader.key(key, is: "unit", bytes) {
          metric.unit = try reader.text(bytes, into: &builder.batch.strings)
        } else if reader.key(key, is: "metadata", bytes) {
          try reader.attributes(bytes, into: &builder.metadata, &builder.batch.strings, &builder.composite)
        } else {
          try reader.skipValue(bytes)
        }
      }
    }
    builder.finish(metric, since: mark)
  }

  private func type(of key: JSONReader.Text, _ bytes: Bytes) -> MetricType? {
    if reader.key(key, is: "gauge", bytes) { return .gauge }
    if reader.key(key, is: "sum", bytes) { return .sum }
    if reader.key(key, is: "histogram", bytes) { return .histogram }
    if reader.key(key, is: "exponentialHistogram", bytes) { return .exponentialHistogram }
    return reader.key(key, is: "summary", bytes) ? .summary : nil
  }

  private mutating func data(
    _ type: MetricType, _ bytes: Bytes, of metric: inout MetricDraft
  ) throws(OTLPDecodeError) {
    let mark = builder.mark
    guard try reader.beginObject(bytes) else { return }
    while let key = try reader.nextKey(bytes) {
      if reader.key(key, is: "dataPoints", bytes) {
        builder.takeBackRows(since: mark)
        guard try reader.beginArray(bytes) else { continue }
        while try reader.nextElement(bytes) { try point(type, bytes) }
      } else if type != .gauge, type != .summary, reader.key(key, is: "aggregationTemporality", bytes) {
        metric.temporality = try reader.enumNumber(bytes) { MetricDraft.temporalitiesByName[$0] }
      } else if type == .sum, reader.key(key, is: "isMonotonic", bytes) {
        metric.isMonotonic = try reader.bool(bytes)
      } else {
        try reader.skipValue(bytes)
      }
    }
  }

  private mutating func point(_ type: MetricType, _ bytes: Bytes) throws(OTLPDecodeError) {
    try builder.budget.charge(OTLPLimits.pointByteCount(type), at: reader.position)
    let mark = builder.mark
    builder.point.removeAll()
    if try reader.beginObject(bytes) {
      while let key = try reader.nextKey(bytes) {
        if try commonMember(key, since: mark, bytes) { continue }
        let isKnown =
          switch type {
          case .gauge, .sum: try numberMember(key, bytes)
          case .histogram: try histogramMember(key, bytes)
          case .exponentialHistogram: try exponentialHistogramMember(key, bytes)
          case .summary: try summaryMember(key, bytes)
          }
        if !isKnown { try reader.skipValue(bytes) }
      }
    }
    builder.appendPoint(type, since: mark)
  }
}

extension MetricDraft {
  fileprivate static let temporalitiesByName: [String: Int32] = [
    "AGGREGATION_TEMPORALITY_UNSPECIFIED": 0, "AGGREGATION_TEMPORALITY_DELTA": 1,
    "AGGREGATION_TEMPORALITY_CUMULATIVE": 2,
  ]
}
