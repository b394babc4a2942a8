package import TelemetryStorage

/// How a condition of a filter compares.
package enum FilterOperator: String, CaseIterable, Sendable {
  // Longer ones first: `=` begins `=~`.
  case matches = "=~"
  case doesNotMatch = "!~"
  case notEqual = "!="
  case lessOrEqual = "<="
  case greaterOrEqual = ">="
  case equal = "="
  case less = "<"
  case greater = ">"

  package var takesPattern: Bool { self == .matches || self == .doesNotMatch }

  /// Whether it is the opposite of `=` or `=~`: it holds where that does not, also without an attribute.
  package var isNegated: Bool { self == .notEqual || self == .doesNotMatch }

  package var comparison: Comparison {
    switch self {
    case .equal, .matches: .equal
    case .notEqual, .doesNotMatch: .notEqual
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .greater: .greater
    case .greaterOrEqual: .greaterOrEqual
    }
  }
}
