/// Estimates of coded sizes in bits, good to about a percent: enough to choose between encodings.
enum BitCost {
  /// The binary logarithm of a positive number, without a maths library: exponent and a parabola through the rest.
  @inline(__always)
  static func log2(_ number: Double) -> Double {
    let fraction = number.significand - 1
    return Double(number.exponent) + fraction * (1.3465 - 0.3465 * fraction)
  }

  /// What telling `part` of `total` apart from the rest costs, for all of them.
  @inline(__always)
  static func split(_ part: Double, of total: Double) -> Double {
    let rest = total - part
    guard part > 0, rest > 0 else { return 0 }
    return part * log2(total / part) + rest * log2(total / rest)
  }
}
