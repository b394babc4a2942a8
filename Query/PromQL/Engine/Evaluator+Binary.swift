extension Evaluator {
  func binary(_ operation: BinaryOperation) throws(PromQLError) -> Operand {
    let left = try evaluate(operation.left)
    let right = try evaluate(operation.right)
    switch (left, right) {
    case (.scalar(let left), .scalar(let right)):
      try budget.require(grid.count)
      return .scalar(
        left.indices.map { step in
          switch BinaryArithmetic.apply(operation.operation, left[step], right[step]) {
          case .value(let value): value
          case .holds(let holds): holds ? 1 : 0
          }
        })
    case (.vector(let tracks), .scalar(let scalars)):
      return .vector(try withScalar(operation, tracks) { ($0, .float(scalars[$1])) })
    case (.scalar(let scalars), .vector(let tracks)):
      return .vector(try withScalar(operation, tracks) { (.float(scalars[$1]), $0) })
    case (.vector(let left), .vector(let right)):
      if operation.operation.isSetOperator {
        return .vector(try SetOperation(operation, stepCount: grid.count, budget: budget).apply(left, right))
      }
      var matching = VectorJoin(operation, stepCount: grid.count, budget: budget)
      return .vector(try matching.apply(left, right))
    default: throw PromQLError(.execution, "a string is no operand")
    }
  }

  /// A comparison keeps the vector's own values, on whichever side it stands, and the name of the metric.
  private func withScalar(
    _ operation: BinaryOperation, _ tracks: [Track], _ sides: (SampleValue, Int) -> (SampleValue, SampleValue)
  ) throws(PromQLError) -> [Track] {
    let keepsName = operation.operation.isComparison && !operation.returnsBool
    return try mapped(tracks, keepingName: keepsName) { value, step in
      let (left, right) = sides(value, step)
      return BinaryArithmetic.apply(
        operation.operation, left, right, returnsBool: operation.returnsBool, kept: value)
    }
  }
}
