/// The functions of the language; those of Prometheus 2.42, and `histogram_avg`.
package enum Function: String, Sendable, CaseIterable {
  case abs, ceil, floor, round, exp, ln, log2, log10, sqrt, sgn, deg, rad
  case sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, asinh, acosh, atanh
  case clamp
  case clampMin = "clamp_min"
  case clampMax = "clamp_max"

  case rate, irate, increase, delta, idelta, deriv, changes, resets
  case predictLinear = "predict_linear"
  case holtWinters = "holt_winters"
  case averageOverTime = "avg_over_time"
  case minOverTime = "min_over_time"
  case maxOverTime = "max_over_time"
  case sumOverTime = "sum_over_time"
  case countOverTime = "count_over_time"
  case lastOverTime = "last_over_time"
  case presentOverTime = "present_over_time"
  case quantileOverTime = "quantile_over_time"
  case stddevOverTime = "stddev_over_time"
  case stdvarOverTime = "stdvar_over_time"
  case absentOverTime = "absent_over_time"

  case histogramQuantile = "histogram_quantile"
  case histogramFraction = "histogram_fraction"
  case histogramCount = "histogram_count"
  case histogramSum = "histogram_sum"
  case histogramAverage = "histogram_avg"

  case labelReplace = "label_replace"
  case labelJoin = "label_join"
  case absent, sort
  case sortDescending = "sort_desc"
  case scalar, vector, time, timestamp, pi

  case minute, hour, month, year
  case dayOfMonth = "day_of_month"
  case dayOfWeek = "day_of_week"
  case dayOfYear = "day_of_year"
  case daysInMonth = "days_in_month"

  /// What a function takes and yields.
  struct Signature {
    let arguments: [ValueType]
    /// How many of the last arguments may be left out; `nil` if the last one may be repeated or left out.
    var optionalCount: Int? = 0
    var result = ValueType.instantVector
  }

  var signature: Signature {
    switch self {
    case .clamp: Signature(arguments: [.instantVector, .scalar, .scalar])
    case .clampMin, .clampMax: Signature(arguments: [.instantVector, .scalar])
    case .round: Signature(arguments: [.instantVector, .scalar], optionalCount: 1)
    case .rate, .irate, .increase, .delta, .idelta, .deriv, .changes, .resets, .averageOverTime, .minOverTime,
      .maxOverTime, .sumOverTime, .countOverTime, .lastOverTime, .presentOverTime, .stddevOverTime, .stdvarOverTime,
      .absentOverTime:
      Signature(arguments: [.rangeVector])
    case .quantileOverTime: Signature(arguments: [.scalar, .rangeVector])
    case .predictLinear: Signature(arguments: [.rangeVector, .scalar])
    case .holtWinters: Signature(arguments: [.rangeVector, .scalar, .scalar])
    case .histogramQuantile: Signature(arguments: [.scalar, .instantVector])
    case .histogramFraction: Signature(arguments: [.scalar, .scalar, .instantVector])
    case .labelReplace: Signature(arguments: [.instantVector, .string, .string, .string, .string])
    case .labelJoin: Signature(arguments: [.instantVector, .string, .string, .string], optionalCount: nil)
    case .scalar: Signature(arguments: [.instantVector], result: .scalar)
    case .vector: Signature(arguments: [.scalar])
    case .time, .pi: Signature(arguments: [], result: .scalar)
    case .minute, .hour, .month, .year, .dayOfMonth, .dayOfWeek, .dayOfYear, .daysInMonth:
      Signature(arguments: [.instantVector], optionalCount: 1)
    default: Signature(arguments: [.instantVector])
    }
  }

  /// Whether the result depends on the step's own time, whatever the arguments are.
  var dependsOnTime: Bool {
    switch self {
    case .time, .timestamp, .predictLinear, .minute, .hour, .month, .year, .dayOfMonth, .dayOfWeek, .dayOfYear,
      .daysInMonth:
      true
    default: false
    }
  }
}
