/// Which types go where.
enum TypeCheck {
  static func check(_ call: FunctionCall, at position: Int) throws(SyntaxError) {
    let signature = call.function.signature
    let name = call.function.rawValue.quoted
    let count = call.arguments.count
    let maximum = signature.arguments.count
    if let optionalCount = signature.optionalCount {
      if optionalCount == 0, count != maximum {
        throw SyntaxError("expected \(maximum) argument(s) in call to \(name), got \(count)", at: position)
      }
      if count < maximum - optionalCount {
        throw SyntaxError(
          "expected at least \(maximum - optionalCount) argument(s) in call to \(name), got \(count)", at: position)
      }
      if count > maximum {
        throw SyntaxError("expected at most \(maximum) argument(s) in call to \(name), got \(count)", at: position)
      }
    } else if count < maximum - 1 {
      throw SyntaxError("expected at least \(maximum - 1) argument(s) in call to \(name), got \(count)", at: position)
    }
    for (index, argument) in call.arguments.enumerated() {
      try expect(argument, signature.arguments[min(index, maximum - 1)], in: "call to function \(name)")
    }
  }

  static func check(_ aggregation: Aggregation, at position: Int) throws(SyntaxError) {
    try expect(aggregation.body, .instantVector, in: "aggregation expression")
    if let parameter = aggregation.parameter, let type = aggregation.operation.parameterType {
      try expect(parameter, type, in: "aggregation parameter")
    }
  }

  static func check(_ binary: BinaryOperation, isMatchingWritten: Bool, at position: Int) throws(SyntaxError) {
    for side in [binary.left, binary.right] where side.type != .scalar && side.type != .instantVector {
      throw SyntaxError(
        "binary expression must contain only scalar and instant vector types", at: side.range.lowerBound)
    }
    let hasScalar = binary.left.type == .scalar || binary.right.type == .scalar
    if hasScalar, isMatchingWritten, !binary.matching.labels.isEmpty {
      throw SyntaxError("vector matching only allowed between instant vectors", at: binary.left.range.lowerBound)
    }
    if hasScalar, binary.operation.isSetOperator {
      throw SyntaxError(
        "set operator \(binary.operation.rawValue.quoted) not allowed in binary scalar expression",
        at: binary.left.range.lowerBound)
    }
    if binary.left.type == .scalar, binary.right.type == .scalar, binary.operation.isComparison, !binary.returnsBool {
      throw SyntaxError("comparisons between scalars must use BOOL modifier", at: position)
    }
  }

  static func checkSign(of operand: Expression, at position: Int) throws(SyntaxError) {
    guard operand.type == .scalar || operand.type == .instantVector else {
      throw SyntaxError(
        "unary expression only allowed on expressions of type scalar or instant vector, got \(operand.type.rawValue.quoted)",
        at: position)
    }
  }

  private static func expect(_ operand: Expression, _ type: ValueType, in context: String) throws(SyntaxError) {
    guard operand.type == type else {
      throw SyntaxError("expected type \(type) in \(context), got \(operand.type)", at: operand.range.lowerBound)
    }
  }
}
