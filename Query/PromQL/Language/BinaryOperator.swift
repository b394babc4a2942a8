/// An operator between two expressions.
package enum BinaryOperator: String, Sendable, Hashable, CaseIterable {
  case or
  case and, unless
  case equal = "==", notEqual = "!=", less = "<", lessOrEqual = "<=", greater = ">", greaterOrEqual = ">="
  case add = "+", subtract = "-"
  case multiply = "*", divide = "/", modulo = "%", atan2
  case power = "^"

  /// Higher binds tighter.
  var precedence: Int {
    switch self {
    case .or: 1
    case .and, .unless: 2
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: 3
    case .add, .subtract: 4
    case .multiply, .divide, .modulo, .atan2: 5
    case .power: 6
    }
  }

  var isRightAssociative: Bool { self == .power }
  var isSetOperator: Bool { precedence <= 2 }
  var isComparison: Bool { precedence == 3 }
}
