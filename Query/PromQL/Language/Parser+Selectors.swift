import TelemetryStorage

extension Parser {
  /// `name{label="value", ...}`, either part of which may be missing.
  mutating func selector() throws(SyntaxError) -> Expression {
    let start = current.range.lowerBound
    var matchers: [LabelMatcher] = []
    var name: String?
    if current.kind != .leftBrace {
      let text = advance().text
      name = text
      matchers.append(LabelMatcher(Labels.metricName, .equal, text))
    }
    if skip(.leftBrace) {
      while current.kind != .rightBrace {
        matchers.append(try matcher(name: name))
        if skip(.comma) { continue }
        guard current.kind == .rightBrace else {
          throw unexpected("label matching", expected: "\",\" or \"}\"")
        }
      }
      _ = advance()
    }
    if matchers.allSatisfy(\.acceptsEmpty) {
      throw SyntaxError("vector selector must contain at least one non-empty matcher", at: start)
    }
    return try make(.selector(Selector(matchers: matchers)), from: start)
  }

  private mutating func matcher(name: String?) throws(SyntaxError) -> LabelMatcher {
    let start = current.range.lowerBound
    guard current.kind == .identifier else { throw unexpected("label matching", expected: "identifier or \"}\"") }
    let label = advance().text
    let operation = current.kind
    guard [.assign, .binary(.notEqual), .matching, .notMatching].contains(operation) else {
      throw unexpected("label matching", expected: "label matching operator")
    }
    _ = advance()
    guard current.kind == .string else { throw unexpected("label matching", expected: "string") }
    let value = advance().text
    if label == Labels.metricName {
      if operation == .assign, let name {
        throw SyntaxError("metric name must not be set twice: \(name.quoted) or \(value.quoted)", at: start)
      }
    }
    do {
      switch operation {
      case .matching: return LabelMatcher(label, .matches(try Pattern(value)), value)
      case .notMatching: return LabelMatcher(label, .matchesNot(try Pattern(value)), value)
      case .assign: return LabelMatcher(label, .equal, value)
      default: return LabelMatcher(label, .notEqual, value)
      }
    } catch { throw SyntaxError(error.description, at: start) }
  }

  /// What may follow an operand: `[range]`, `[range:step]`, `offset` and `@`, in any number where it makes sense.
  mutating func modified(_ operand: Expression) throws(SyntaxError) -> Expression {
    var operand = operand
    while true {
      switch current.kind {
      case .leftBracket: operand = try ranged(operand)
      case .keyword("offset"): operand = try offset(operand)
      case .at: operand = try bound(operand)
      default: return operand
      }
    }
  }

  private mutating func ranged(_ operand: Expression) throws(SyntaxError) -> Expression {
    let bracket = advance()
    let start = operand.range.lowerBound
    let range = try duration(in: "subquery or range", mustBePositive: true)
    if skip(.rightBracket) {
      guard case .selector(let selector) = operand.kind else {
        throw SyntaxError("ranges only allowed for vector selectors", at: bracket.range.lowerBound)
      }
      guard selector.time.offsetMilliseconds == nil else {
        throw SyntaxError("no offset modifiers allowed before range", at: bracket.range.lowerBound)
      }
      guard selector.time.moment == nil else {
        throw SyntaxError("no @ modifiers allowed before range", at: bracket.range.lowerBound)
      }
      return try make(.range(selector, rangeMilliseconds: range), from: start)
    }
    guard skip(.colon) else { throw unexpected("subquery or range", expected: "\":\" or \"]\"") }
    var step: Int64?
    if current.kind != .rightBracket { step = try duration(in: "subquery selector", mustBePositive: true) }
    _ = try expect(.rightBracket, "\"]\"", in: "subquery selector")
    guard operand.type == .instantVector else {
      throw SyntaxError(
        "subquery is only allowed on instant vector, got \(operand.type) instead", at: operand.range.lowerBound)
    }
    return try make(
      .subquery(Subquery(body: operand, rangeMilliseconds: range, stepMilliseconds: step)), from: start)
  }

  private mutating func duration(in context: String, mustBePositive: Bool) throws(SyntaxError) -> Int64 {
    guard current.kind == .duration else { throw unexpected(context, expected: "duration") }
    let token = advance()
    do {
      let milliseconds = try NumberText.milliseconds(token.text)
      if mustBePositive, milliseconds == 0 {
        throw SyntaxError("duration must be greater than 0", at: token.range.lowerBound)
      }
      return milliseconds
    } catch let error as PromQLError {
      throw SyntaxError(error.message, at: token.range.lowerBound)
    } catch let error as SyntaxError {
      throw error
    } catch { throw SyntaxError("not a valid duration", at: token.range.lowerBound) }
  }

  private mutating func offset(_ operand: Expression) throws(SyntaxError) -> Expression {
    _ = advance()
    let isNegative = skip(.binary(.subtract))
    let amount = try duration(in: "offset", mustBePositive: false)
    return try changingTime(of: operand) { (time: inout TimeModifier) throws(SyntaxError) in
      guard time.offsetMilliseconds == nil else {
        throw SyntaxError("offset may not be set multiple times", at: operand.range.lowerBound)
      }
      time.offsetMilliseconds = isNegative ? -amount : amount
    } orFail: {
      SyntaxError(
        "offset modifier must be preceded by an instant vector selector or range vector selector or a subquery",
        at: operand.range.lowerBound)
    }
  }

  private mutating func bound(_ operand: Expression) throws(SyntaxError) -> Expression {
    _ = advance()
    let moment = try moment()
    return try changingTime(of: operand) { (time: inout TimeModifier) throws(SyntaxError) in
      guard time.moment == nil else {
        throw SyntaxError("@ <timestamp> may not be set multiple times", at: operand.range.lowerBound)
      }
      time.moment = moment
    } orFail: {
      SyntaxError(
        "@ modifier must be preceded by an instant vector selector or range vector selector or a subquery",
        at: operand.range.lowerBound)
    }
  }

  /// `start()`, `end()`, or seconds since 1970.
  private mutating func moment() throws(SyntaxError) -> TimeModifier.Moment {
    if case .keyword(let word) = current.kind, word == "start" || word == "end" {
      _ = advance()
      _ = try expect(.leftParenthesis, "\"(\"", in: "@")
      _ = try expect(.rightParenthesis, "\")\"", in: "@")
      return word == "start" ? .start : .end
    }
    let isNegative = skip(.binary(.subtract))
    if !isNegative { _ = skip(.binary(.add)) }
    guard current.kind == .number else { throw unexpected("@", expected: "timestamp") }
    let token = advance()
    guard let seconds = NumberText.value(token.text) else {
      throw SyntaxError("error parsing number: \(token.text.quoted)", at: token.range.lowerBound)
    }
    let milliseconds = ((isNegative ? -seconds : seconds) * 1000).rounded()
    guard let exact = Int64(exactly: milliseconds), exact.magnitude <= PromQLLimits.timeMilliseconds.magnitude else {
      throw SyntaxError("timestamp out of bounds for @ modifier: \(seconds)", at: token.range.lowerBound)
    }
    return .milliseconds(exact)
  }

  private func changingTime(
    of operand: Expression, _ change: (inout TimeModifier) throws(SyntaxError) -> Void,
    orFail failure: () -> SyntaxError
  ) throws(SyntaxError) -> Expression {
    let start = operand.range.lowerBound
    switch operand.kind {
    case .selector(var selector):
      try change(&selector.time)
      return try make(.selector(selector), from: start)
    case .range(var selector, let range):
      try change(&selector.time)
      return try make(.range(selector, rangeMilliseconds: range), from: start)
    case .subquery(var subquery):
      try change(&subquery.time)
      return try make(.subquery(subquery), from: start)
    default: throw failure()
    }
  }
}
