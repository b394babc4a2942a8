/// Folds the values of one group at one step.
///
/// The order of the floating-point operations is that of Prometheus 2.42, so that results agree to the last bit.
struct Accumulator {
  private let operation: AggregationOperator
  private var count = 0.0
  private var total = 0.0
  private var mean = 0.0
  private var histogram: NativeHistogram?
  private var floatCount = 0

  init(_ operation: AggregationOperator) { self.operation = operation }

  mutating func add(_ value: Double) {
    count += 1
    floatCount += 1
    if floatCount == 1 {
      (total, mean) = (value, value)
      if operation == .stdvar || operation == .stddev { total = 0 }
      return
    }
    switch operation {
    case .sum: total += value
    case .avg: addToMean(value)
    case .max: if total < value || total.isNaN { total = value }
    case .min: if total > value || total.isNaN { total = value }
    case .stddev, .stdvar:
      let delta = value - mean
      mean += delta / count
      total += delta * (value - mean)
    default: break
    }
  }

  /// Divides before it subtracts, so that nothing overflows; infinite means stay as they are.
  private mutating func addToMean(_ value: Double) {
    if mean.isInfinite {
      if value.isInfinite, (mean > 0) == (value > 0) { return }
      if value.isFinite { return }
    }
    mean += value / count - mean / count
  }

  /// Histograms are summed and averaged; the operators that compare values pass over them.
  mutating func add(_ value: NativeHistogram) {
    switch operation {
    case .sum, .avg, .count, .group: count += 1
    default: return
    }
    if operation == .sum || operation == .avg { histogram = histogram?.adding(value) ?? value }
  }

  /// Whether a sum has floats and histograms, and hence no value.
  var isMixed: Bool { histogram != nil && floatCount > 0 }

  /// `nil` if nothing was added, and where floats and histograms are summed together.
  var value: SampleValue? {
    guard count > 0 else { return nil }
    if let histogram {
      if isMixed { return nil }
      return .histogram(operation == .avg ? histogram.divided(by: count) : histogram)
    }
    switch operation {
    case .count: return .float(count)
    case .group: return .float(1)
    case .avg: return .float(mean)
    case .stdvar: return .float(total / count)
    case .stddev: return .float((total / count).squareRoot())
    default: return .float(total)
    }
  }
}
