import TelemetryModel
import TraceAnalysis

/// Turns the points of one series, in their order, into samples.
struct SeriesAccumulator {
  private let identity: SeriesIdentity
  private let batches: [MetricBatch]
  private var builder: SampleBuilder

  // What deltas have come to so far
  private var total = 0.0
  private var counts: [Double] = []
  private var bounds: [Double] = []
  private var count = 0.0
  private var native: PrometheusHistogram?

  // The point before
  private var lastTime: Int64?
  private var lastStart: Timestamp?

  init(_ identity: SeriesIdentity, _ batches: [MetricBatch]) {
    self.identity = identity
    self.batches = batches
    builder = SampleBuilder(identity.labels)
  }

  consuming func translate(_ places: [SeriesTranslator.Place]) -> [PrometheusSeries] {
    for place in places { append(place.row, of: batches[place.batch]) }
    return builder.series
  }

  private var isDelta: Bool { identity.temporality == .delta }

  /// Whether the series only grows, so that a lower value means a new beginning.
  private var isCounter: Bool {
    switch identity.type {
    case .gauge: false
    case .sum: identity.isMonotonic
    case .histogram, .exponentialHistogram, .summary: true
    }
  }

  private mutating func append(_ row: Int, of batch: borrowing MetricBatch) {
    let time = batch.times[row].milliseconds
    defer { lastTime = time }
    if batch.hasNoRecordedValue(row) { return builder.endAll(time) }
    noteStart(batch.startTimes[row], before: time)
    let index = Int(truncatingIfNeeded: batch.values[row])
    switch batch.kinds[row] {
    case .none: break
    case .int: append(Double(Int64(bitPattern: batch.values[row])), time)
    case .double: append(Double(bitPattern: batch.values[row]), time)
    case .histogram: append(batch.histograms[index], of: batch, time)
    case .exponentialHistogram: append(batch.exponentialHistograms[index], of: batch, time)
    case .summary: append(batch.summaries[index], of: batch, time)
    }
  }

  /// Shows that a cumulative counter began anew, where its values may not.
  private mutating func noteStart(_ start: Timestamp, before time: Int64) {
    defer { lastStart = start }
    guard isCounter, !isDelta, let lastStart, let lastTime, start.nanoseconds != 0, start > lastStart else { return }
    let restart = max(start.milliseconds, lastTime + 1)
    if restart < time && start.milliseconds >= lastTime { builder.restartAll(restart) }
  }

  private mutating func append(_ value: Double, _ time: Int64) {
    total = isDelta ? total + value : value
    builder.append(SampleBuilder.Key(name: identity.name), time, total)
  }

  // MARK: Histograms

  private mutating func append(_ entry: HistogramEntry, of batch: borrowing MetricBatch, _ time: Int64) {
    let newBounds = Array(batch.bounds[entry.bounds])
    let newCounts = batch.bucketCounts(of: entry.buckets).map { Double($0) }
    if isDelta {
      // Other bounds cannot be added to these: the histogram begins anew.
      if newBounds != bounds || counts.count != newCounts.count {
        bounds = newBounds
        counts = newCounts
        count = 0
        total = 0
      } else {
        for index in counts.indices { counts[index] += newCounts[index] }
      }
      count += Double(entry.count)
      total += entry.sum ?? 0
    } else {
      (bounds, counts, count, total) = (newBounds, newCounts, Double(entry.count), entry.sum ?? 0)
    }
    var below = 0.0
    for (bound, bucket) in zip(bounds, counts) where bound < .infinity {
      below += bucket
      appendBucket(AttributeText.prometheus(bound), time, below)
    }
    appendBucket("+Inf", time, count)
    if entry.sum != nil { builder.append(SampleBuilder.Key(name: identity.name + "_sum"), time, total) }
    builder.append(SampleBuilder.Key(name: identity.name + "_count"), time, count)
  }

  private mutating func appendBucket(_ bound: String, _ time: Int64, _ value: Double) {
    let key = SampleBuilder.Key(name: identity.name + "_bucket", extra: PrometheusLabel("le", bound))
    builder.append(key, time, value)
  }

  private mutating func append(
    _ entry: ExponentialHistogramEntry, of batch: borrowing MetricBatch, _ time: Int64
  ) {
    guard let histogram = PrometheusHistogram(entry, in: batch) else { return }
    let sum = isDelta ? native?.adding(histogram) ?? histogram : histogram
    native = sum
    builder.append(SampleBuilder.Key(name: identity.name), time, sum)
  }

  private mutating func append(_ entry: SummaryEntry, of batch: borrowing MetricBatch, _ time: Int64) {
    for value in batch.quantiles[entry.quantileRange] {
      let label = PrometheusLabel("quantile", AttributeText.prometheus(value.quantile))
      builder.append(SampleBuilder.Key(name: identity.name, extra: label), time, value.value)
    }
    builder.append(SampleBuilder.Key(name: identity.name + "_sum"), time, entry.sum)
    builder.append(SampleBuilder.Key(name: identity.name + "_count"), time, Double(entry.count))
  }
}

extension AttributeText {
  /// A number as Prometheus writes it in `le` and `quantile`.
  fileprivate static func prometheus(_ number: Double) -> String {
    number.isInfinite ? (number < 0 ? "-Inf" : "+Inf") : text(number)
  }
}
