/// An operator that makes one series of many.
package enum AggregationOperator: String, Sendable, Hashable, CaseIterable {
  case sum, avg, min, max, count, group, stddev, stdvar, topk, bottomk, quantile
  case countValues = "count_values"

  /// What the operator takes besides the vector.
  var parameterType: ValueType? {
    switch self {
    case .topk, .bottomk, .quantile: .scalar
    case .countValues: .string
    default: nil
    }
  }
}
