extension Parser {
  /// A literal, brackets, a selector, an aggregation or a call; without what may follow it.
  mutating func primary() throws(SyntaxError) -> Expression {
    let start = current.range.lowerBound
    switch current.kind {
    case .number:
      let token = advance()
      guard let value = NumberText.value(token.text) else {
        throw SyntaxError("error parsing number: \(token.text.quoted)", at: start)
      }
      return try make(.number(value), from: start)
    case .string:
      let text = advance().text
      return try make(.string(text), from: start)
    case .leftParenthesis:
      _ = advance()
      let inner = try expression()
      _ = try expect(.rightParenthesis, "", in: "")
      return try make(.parentheses(inner), from: start)
    case .leftBrace, .metricIdentifier: return try selector()
    case .identifier: return nextIsParenthesis ? try call() : try selector()
    case .aggregation(let operation) where nextBeginsAggregation: return try aggregation(operation)
    case .aggregation, .keyword("by"), .keyword("without"), .keyword("offset"), .keyword("start"), .keyword("end"),
      .binary(.and), .binary(.or), .binary(.unless):
      return try selector()
    default: throw unexpected("")
    }
  }

  private var nextIsParenthesis: Bool {
    var next = self
    _ = next.advance()
    return next.current.kind == .leftParenthesis
  }

  /// `sum(`, `sum by` and `sum without` begin an aggregation; any other `sum` is the name of a metric.
  private var nextBeginsAggregation: Bool {
    var next = self
    _ = next.advance()
    return [.leftParenthesis, .keyword("by"), .keyword("without")].contains(next.current.kind)
  }

  private mutating func call() throws(SyntaxError) -> Expression {
    let name = advance()
    guard let function = Function(rawValue: name.text) else {
      throw SyntaxError("unknown function with name \(name.text.quoted)", at: name.range.lowerBound)
    }
    let arguments = try arguments(in: "function call")
    let call = FunctionCall(function: function, arguments: arguments)
    try TypeCheck.check(call, at: name.range.lowerBound)
    return try make(.call(call), from: name.range.lowerBound)
  }

  /// `(a, b)`.
  private mutating func arguments(in context: String) throws(SyntaxError) -> [Expression] {
    _ = try expect(.leftParenthesis, "\"(\"", in: context)
    var arguments: [Expression] = []
    if skip(.rightParenthesis) { return arguments }
    while true {
      arguments.append(try expression())
      guard skip(.comma) else { break }
      if current.kind == .rightParenthesis {
        throw SyntaxError("trailing commas not allowed in function call args", at: endOfPrevious - 1)
      }
    }
    _ = try expect(.rightParenthesis, "", in: context)
    return arguments
  }

  /// The grouping may stand before the arguments or after them.
  private mutating func aggregation(_ operation: AggregationOperator) throws(SyntaxError) -> Expression {
    let start = advance().range.lowerBound
    var grouping = try self.grouping()
    let arguments = try arguments(in: "aggregation")
    if grouping == nil { grouping = try self.grouping() }
    let count = operation.parameterType == nil ? 1 : 2
    if arguments.isEmpty { throw SyntaxError("no arguments for aggregate expression provided", at: start) }
    guard arguments.count == count, let body = arguments.last else {
      throw SyntaxError(
        "wrong number of arguments for aggregate expression provided, expected \(count), got \(arguments.count)",
        at: start)
    }
    let aggregation = Aggregation(
      operation: operation, body: body, parameter: count == 2 ? arguments[0] : nil, labels: grouping?.labels ?? [],
      isWithout: grouping?.isWithout ?? false)
    try TypeCheck.check(aggregation, at: start)
    return try make(.aggregation(aggregation), from: start)
  }

  private mutating func grouping() throws(SyntaxError) -> (labels: Set<String>, isWithout: Bool)? {
    guard case .keyword(let word) = current.kind, word == "by" || word == "without" else { return nil }
    _ = advance()
    return (try labelList(in: "grouping opts"), word == "without")
  }
}
