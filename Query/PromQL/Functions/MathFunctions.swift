#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The functions of one number, by their names in PromQL.
enum MathFunctions {
  static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

  static func arcTangent(_ y: Double, _ x: Double) -> Double { atan2(y, x) }

  /// What a function makes of a number; `nil` if it is no function of one number.
  static func elementwise(_ function: Function) -> ((Double) -> Double)? {
    switch function {
    case .abs: { $0.magnitude }
    case .ceil: { $0.rounded(.up) }
    case .floor: { $0.rounded(.down) }
    case .sqrt: { $0.squareRoot() }
    case .sgn: { $0 < 0 ? -1 : $0 > 0 ? 1 : $0 }
    case .deg: { $0 * 180 / .pi }
    case .rad: { $0 * .pi / 180 }
    case .exp: { exp($0) }
    case .ln: { log($0) }
    case .log2: { log2($0) }
    case .log10: { log10($0) }
    case .sin: { sin($0) }
    case .cos: { cos($0) }
    case .tan: { tan($0) }
    case .asin: { asin($0) }
    case .acos: { acos($0) }
    case .atan: { atan($0) }
    case .sinh: { sinh($0) }
    case .cosh: { cosh($0) }
    case .tanh: { tanh($0) }
    case .asinh: { asinh($0) }
    case .acosh: { acosh($0) }
    case .atanh: { atanh($0) }
    default: nil
    }
  }

  /// To the nearest multiple; halves go up.
  static func round(_ value: Double, toNearest step: Double) -> Double {
    let inverse = 1 / step
    return (value * inverse + 0.5).rounded(.down) / inverse
  }

  /// The smaller one; NaN if either is, unless the other is the smallest there is.
  static func minimum(_ left: Double, _ right: Double) -> Double {
    if left == -.infinity || right == -.infinity { return -.infinity }
    return left.isNaN || right.isNaN ? .nan : Swift.min(left, right)
  }

  /// The larger one; NaN if either is, unless the other is the largest there is.
  static func maximum(_ left: Double, _ right: Double) -> Double {
    if left == .infinity || right == .infinity { return .infinity }
    return left.isNaN || right.isNaN ? .nan : Swift.max(left, right)
  }
}
