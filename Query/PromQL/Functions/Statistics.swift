/// Sums, means and quantiles of many numbers, in the order of operations of Prometheus 2.42.
enum Statistics {
  /// A sum that carries the error of each addition along (Neumaier).
  struct CompensatedSum {
    var sum = 0.0
    var compensation = 0.0

    mutating func add(_ value: Double) {
      let next = sum + value
      if sum.magnitude >= value.magnitude {
        compensation += (sum - next) + value
      } else {
        compensation += (value - next) + sum
      }
      sum = next
    }

    var value: Double { sum.isInfinite ? sum : sum + compensation }
  }

  static func sum(_ values: ArraySlice<Double>) -> Double {
    var sum = CompensatedSum()
    for value in values { sum.add(value) }
    return sum.value
  }

  static func mean(_ values: ArraySlice<Double>) -> Double {
    var mean = CompensatedSum()
    var count = 0.0
    for value in values {
      count += 1
      if mean.sum.isInfinite {
        if value.isInfinite, (mean.sum > 0) == (value > 0) { continue }
        if value.isFinite { continue }
      }
      mean.add(value / count - mean.sum / count)
    }
    return mean.value
  }

  static func variance(_ values: ArraySlice<Double>) -> Double {
    var mean = CompensatedSum()
    var squares = CompensatedSum()
    var count = 0.0
    for value in values {
      count += 1
      let delta = value - (mean.sum + mean.compensation)
      mean.add(delta / count)
      squares.add(delta * (value - (mean.sum + mean.compensation)))
    }
    return (squares.sum + squares.compensation) / count
  }

  static func maximum(_ values: ArraySlice<Double>) -> Double {
    values.reduce(.nan) { $1 > $0 || $0.isNaN ? $1 : $0 }
  }

  static func minimum(_ values: ArraySlice<Double>) -> Double {
    values.reduce(.nan) { $1 < $0 || $0.isNaN ? $1 : $0 }
  }

  /// Interpolated between the two nearest ranks; NaN sorts first.
  static func quantile(_ quantile: Double, _ values: some Collection<Double>) -> Double {
    if values.isEmpty || quantile.isNaN { return .nan }
    if quantile < 0 { return -.infinity }
    if quantile > 1 { return .infinity }
    let sorted = values.sorted { $0.isNaN ? !$1.isNaN : $0 < $1 }
    let rank = quantile * Double(sorted.count - 1)
    let lower = Int(rank.rounded(.down))
    let upper = min(lower + 1, sorted.count - 1)
    let weight = rank - rank.rounded(.down)
    return sorted[lower] * (1 - weight) + sorted[upper] * weight
  }

  /// The line through the points that is nearest to them, by least squares; times in seconds from `origin`.
  static func line(
    _ values: ArraySlice<Double>, at times: ArraySlice<Int64>, origin: Int64
  ) -> (slope: Double, intercept: Double) {
    let count = Double(values.count)
    var (sumX, sumY, sumXY, sumXX) = (CompensatedSum(), CompensatedSum(), CompensatedSum(), CompensatedSum())
    let first = values.first ?? 0
    for (time, y) in zip(times, values) {
      let x = Double(time - origin) / 1000
      sumX.add(x)
      sumY.add(y)
      sumXY.add(x * y)
      sumXX.add(x * x)
    }
    if values.allSatisfy({ $0 == first }) { return first.isInfinite ? (.nan, .nan) : (0, first) }
    let (x, y) = (sumX.sum + sumX.compensation, sumY.sum + sumY.compensation)
    let covariance = sumXY.sum + sumXY.compensation - x * y / count
    let variance = sumXX.sum + sumXX.compensation - x * x / count
    let slope = covariance / variance
    return (slope, y / count - slope * x / count)
  }
}
