extension Expression {
  /// All selectors of the expression, from left to right. Recursion is as deep as the expression, which is bounded.
  package var selectors: [Selector] {
    switch kind {
    case .number, .string: []
    case .selector(let selector), .range(let selector, _): [selector]
    case .subquery(let subquery): subquery.body.selectors
    case .negation(let inner), .parentheses(let inner): inner.selectors
    case .binary(let operation): operation.left.selectors + operation.right.selectors
    case .aggregation(let aggregation): (aggregation.parameter?.selectors ?? []) + aggregation.body.selectors
    case .call(let call): call.arguments.flatMap(\.selectors)
    }
  }
}
