/// Reads a query: recursive descent, operators by precedence.
///
/// The grammar and the words of the messages are those of Prometheus 2.42.
struct Parser {
  private let tokens: [Token]
  private var position = 0
  private var nesting = 0

  /// Parses and type-checks a whole query.
  static func parse(_ query: String) throws(PromQLError) -> Expression {
    guard query.utf8.count <= PromQLLimits.queryByteCount else {
      throw PromQLError(.badData, "a query of more than \(PromQLLimits.queryByteCount) bytes")
    }
    do throws(SyntaxError) {
      var parser = Parser(Lexer.tokens(of: query))
      if parser.current.kind == .end { throw SyntaxError("no expression found in input", at: 0) }
      let expression = try parser.expression()
      guard parser.current.kind == .end else { throw parser.unexpected("") }
      return expression
    } catch { throw error.explained(in: query) }
  }

  private init(_ tokens: [Token]) { self.tokens = tokens }

  var current: Token { tokens[position] }

  /// The last token is the end, and stays the current one.
  mutating func advance() -> Token {
    let token = current
    if position + 1 < tokens.count { position += 1 }
    return token
  }

  mutating func skip(_ kind: Token.Kind) -> Bool {
    guard current.kind == kind else { return false }
    _ = advance()
    return true
  }

  mutating func expect(_ kind: Token.Kind, _ name: String, in context: String) throws(SyntaxError) -> Token {
    guard current.kind == kind else { throw unexpected(context, expected: name) }
    return advance()
  }

  /// Where what was read last ends.
  var endOfPrevious: Int { position > 0 ? tokens[position - 1].range.upperBound : 0 }

  func unexpected(_ context: String, expected: String = "") -> SyntaxError {
    if case .invalid(let reason) = current.kind { return SyntaxError(reason, at: current.range.lowerBound) }
    var reason = "unexpected \(current.description)"
    if !context.isEmpty { reason += " in \(context)" }
    if !expected.isEmpty { reason += ", expected \(expected)" }
    return SyntaxError(reason, at: current.range.lowerBound)
  }

  // MARK: - Operators

  mutating func expression(minimumPrecedence: Int = 1) throws(SyntaxError) -> Expression {
    nesting += 1
    defer { nesting -= 1 }
    guard nesting <= PromQLLimits.depth else { throw tooDeep(at: current.range.lowerBound) }
    var left = try operand()
    while case .binary(let operation) = current.kind, operation.precedence >= minimumPrecedence {
      let token = advance()
      let (returnsBool, matching) = try modifiers(of: token, operation, left: left)
      let next = operation.precedence + (operation.isRightAssociative ? 0 : 1)
      let right = try expression(minimumPrecedence: next)
      let binary = BinaryOperation(
        operation: operation, left: left, right: right, returnsBool: returnsBool, matching: matching.value)
      try TypeCheck.check(binary, isMatchingWritten: matching.isWritten, at: token.range.lowerBound)
      left = try make(.binary(binary), from: left.range.lowerBound)
    }
    return left
  }

  /// A sign binds less tightly than `^`, and more than all else.
  private mutating func operand() throws(SyntaxError) -> Expression {
    let start = current.range.lowerBound
    guard case .binary(let sign) = current.kind, sign == .add || sign == .subtract else {
      return try modified(try primary())
    }
    _ = advance()
    let inner = try expression(minimumPrecedence: BinaryOperator.power.precedence)
    try TypeCheck.checkSign(of: inner, at: start)
    if sign == .add { return inner }
    if case .number(let value) = inner.kind { return try make(.number(-value), from: start) }
    return try make(.negation(inner), from: start)
  }

  private mutating func modifiers(
    of token: Token, _ operation: BinaryOperator, left: Expression
  ) throws(SyntaxError) -> (Bool, (value: VectorMatching, isWritten: Bool)) {
    var matching = VectorMatching()
    let returnsBool = skip(.keyword("bool"))
    if returnsBool, !operation.isComparison {
      throw SyntaxError("bool modifier can only be used on comparison operators", at: token.range.lowerBound)
    }
    guard case .keyword(let word) = current.kind, word == "on" || word == "ignoring" else {
      return (returnsBool, (matching, false))
    }
    _ = advance()
    matching.isOn = word == "on"
    matching.labels = try labelList(in: "grouping opts")
    guard case .keyword(let side) = current.kind, side == "group_left" || side == "group_right" else {
      return (returnsBool, (matching, true))
    }
    _ = advance()
    if operation.isSetOperator {
      throw SyntaxError("no grouping allowed for \(operation.rawValue.quoted) operation", at: left.range.lowerBound)
    }
    matching.cardinality = side == "group_left" ? .manyToOne : .oneToMany
    if current.kind == .leftParenthesis { matching.included = try labelList(in: "grouping opts") }
    if matching.isOn, let label = matching.labels.intersection(matching.included).min() {
      throw SyntaxError(
        "label \(label.quoted) must not occur in ON and GROUP clause at once", at: token.range.lowerBound)
    }
    return (returnsBool, (matching, true))
  }

  /// `(a, b)`, perhaps empty, perhaps with a comma at the end.
  mutating func labelList(in context: String) throws(SyntaxError) -> Set<String> {
    _ = try expect(.leftParenthesis, "\"(\"", in: context)
    var labels: Set<String> = []
    while current.kind != .rightParenthesis {
      switch current.kind {
      case .identifier, .keyword, .aggregation: labels.insert(advance().text)
      case .binary(let operation) where operation.rawValue.utf8.first?.isLetter == true: labels.insert(advance().text)
      default: throw unexpected(context, expected: "label")
      }
      if skip(.comma) { continue }
      guard current.kind == .rightParenthesis else { throw unexpected(context, expected: "\",\" or \")\"") }
    }
    _ = advance()
    return labels
  }

  // MARK: - Making

  func make(_ kind: Expression.Kind, from start: Int) throws(SyntaxError) -> Expression {
    let expression = Expression(kind, range: start..<max(start, endOfPrevious))
    guard expression.depth <= PromQLLimits.depth else { throw tooDeep(at: start) }
    return expression
  }

  private func tooDeep(at position: Int) -> SyntaxError {
    SyntaxError("expressions nest deeper than \(PromQLLimits.depth)", at: position)
  }
}
