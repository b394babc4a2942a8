package import TelemetryModel

/// Random points of metrics that between them use every field, and that OTLP allows.
///
/// Neighbours often share metric and attributes, as the points of real series do.
package enum RandomPoints {
  package static func make(seed: UInt64, count: Int) -> [MetricPoint] {
    var generator = SeededGenerator(seed: seed)
    // Random spans lend their resources, scopes, attributes and IDs.
    let lenders = RandomSpans.make(seed: seed ^ 0x5DEE_CE66, count: max(1, count))
    var metric = generator.metric(lenders[0])
    var attributes = lenders[0].attributes
    return lenders.prefix(count).map { lender in
      if generator.isOne(in: 4) { metric = generator.metric(lender) }
      if generator.isOne(in: 3) { attributes = lender.attributes }
      return MetricPoint(
        metric, attributes: attributes, time: lender.startTime,
        startTime: generator.isOne(in: 3) ? Timestamp(nanoseconds: 0) : lender.endTime, flags: lender.flags,
        value: generator.value(metric.type), exemplars: metric.type == .summary ? [] : generator.exemplars(lender))
    }
  }
}

extension SeededGenerator {
  fileprivate mutating func metric(_ lender: TelemetryModel.Span) -> Metric {
    let type = pick(MetricType.allCases)
    let hasTemporality = type != .gauge && type != .summary
    return Metric(
      name: lender.name.isEmpty ? "metric" : lender.name, description: lender.status.message,
      unit: pick(["", "s", "By", "1"]), type: type,
      temporality: hasTemporality ? pick([.delta, .cumulative]) : .unspecified,
      isMonotonic: type == .sum && isOne(in: 2), metadata: isOne(in: 5) ? lender.attributes : [],
      resource: lender.resource, scope: lender.scope)
  }

  fileprivate mutating func value(_ type: MetricType) -> MetricPoint.Value {
    switch type {
    case .gauge, .sum:
      return pick([.none, .int(long()), .int(Int64(number(-9...9))), .double(double()), .double(double())])
    case .histogram:
      let bounds = Array(Set((0..<number(0...6)).map { _ in Double(number(-100...100)) / 8 })).sorted()
      let hasBuckets = !bounds.isEmpty || isOne(in: 2)
      return .histogram(
        MetricPoint.Histogram(
          count: next() >> UInt64(number(0...63)), sum: optional(), min: optional(), max: optional(),
          bucketCounts: hasBuckets ? counts(bounds.count + 1) : [], bounds: bounds))
    case .exponentialHistogram:
      let positive = counts(number(0...5))
      let negative = counts(number(0...5))
      let zeroCount = next() >> UInt64(number(8...63))
      return .exponentialHistogram(
        MetricPoint.ExponentialHistogram(
          count: zeroCount + positive.reduce(0, +) + negative.reduce(0, +), sum: optional(), min: optional(),
          max: optional(), scale: pick([0, -10, 20, .min, .max]), zeroCount: zeroCount,
          zeroThreshold: isOne(in: 2) ? 0 : double(),
          positive: .init(offset: pick([0, -7, 12, .min, .max]), counts: positive),
          negative: .init(offset: pick([0, -7, 12, .min, .max]), counts: negative)))
    case .summary:
      let quantiles = (0..<number(0...3)).map { _ in QuantileValue(quantile: double(), value: double()) }
      return .summary(MetricPoint.Summary(count: next(), sum: double(), quantiles: quantiles))
    }
  }

  fileprivate mutating func exemplars(_ lender: TelemetryModel.Span) -> [MetricPoint.Exemplar] {
    guard isOne(in: 3) else { return [] }
    return (0..<number(1...3)).map { _ in
      MetricPoint.Exemplar(
        time: lender.endTime, value: pick([.none, .int(long()), .double(double())]),
        traceID: isOne(in: 4) ? .invalid : lender.traceID, spanID: isOne(in: 4) ? .none : lender.spanID,
        filteredAttributes: isOne(in: 2) ? [] : lender.attributes)
    }
  }

  private mutating func counts(_ count: Int) -> [UInt64] {
    (0..<count).map { _ in next() >> UInt64(number(8...64)) }
  }

  private mutating func long() -> Int64 { pick([0, -1, 1, .min, .max, Int64(bitPattern: next())]) }

  private mutating func double() -> Double {
    pick([0, -0.0, 0.1, 2.5, .nan, .infinity, -.infinity, .leastNonzeroMagnitude, Double(bitPattern: next())])
  }

  private mutating func optional() -> Double? { isOne(in: 3) ? nil : double() }
}
