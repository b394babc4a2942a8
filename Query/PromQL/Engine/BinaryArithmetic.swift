/// What an operator makes of two values.
enum BinaryArithmetic {
  /// The value of two floats; of a comparison, whether it holds.
  enum Outcome {
    case value(Double)
    case holds(Bool)
  }

  static func apply(_ operation: BinaryOperator, _ left: Double, _ right: Double) -> Outcome {
    switch operation {
    case .add: .value(left + right)
    case .subtract: .value(left - right)
    case .multiply: .value(left * right)
    case .divide: .value(left / right)
    case .modulo: .value(left.truncatingRemainder(dividingBy: right))
    case .power: .value(MathFunctions.power(left, right))
    case .atan2: .value(MathFunctions.arcTangent(left, right))
    case .equal: .holds(left == right)
    case .notEqual: .holds(left != right)
    case .less: .holds(left < right)
    case .lessOrEqual: .holds(left <= right)
    case .greater: .holds(left > right)
    case .greaterOrEqual: .holds(left >= right)
    case .and, .or, .unless: .holds(false)
    }
  }

  /// What two samples yield; `nil` if nothing.
  ///
  /// A comparison yields `kept` where it holds, or 0 and 1 with `bool`. Histograms can be added to each other, subtracted
  /// and compared for equality; they can be multiplied with and divided by floats. All else with them yields nothing.
  static func apply(
    _ operation: BinaryOperator, _ left: SampleValue, _ right: SampleValue, returnsBool: Bool, kept: SampleValue
  ) -> SampleValue? {
    let outcome: Outcome
    switch (left, right) {
    case (.float(let left), .float(let right)): outcome = apply(operation, left, right)
    case (.histogram(let left), .histogram(let right)):
      switch operation {
      case .add: return .histogram(left.adding(right))
      case .subtract: return .histogram(left.subtracting(right))
      case .equal: outcome = .holds(left == right)
      case .notEqual: outcome = .holds(left != right)
      default: return nil
      }
    case (.histogram(let histogram), .float(let factor)):
      switch operation {
      case .multiply: return .histogram(histogram.scaled(by: factor))
      case .divide: return .histogram(histogram.divided(by: factor))
      default: return nil
      }
    case (.float(let factor), .histogram(let histogram)):
      return operation == .multiply ? .histogram(histogram.scaled(by: factor)) : nil
    }
    switch outcome {
    case .value(let value): return .float(value)
    case .holds(let holds): return returnsBool ? .float(holds ? 1 : 0) : holds ? kept : nil
    }
  }
}
