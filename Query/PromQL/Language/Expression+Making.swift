extension Expression {
  /// An expression that knows how deep it is and whether it changes from step to step.
  init(_ kind: Kind, range: Range<Int>) {
    self.kind = kind
    self.range = range
    let children = kind.children
    depth = 1 + (children.map(\.depth).max() ?? 0)
    switch kind {
    case .selector(let selector), .range(let selector, _): isStepInvariant = selector.time.moment != nil
    case .subquery(let subquery): isStepInvariant = subquery.time.moment != nil
    case .call(let call): isStepInvariant = !call.function.dependsOnTime && children.allSatisfy(\.isStepInvariant)
    default: isStepInvariant = children.allSatisfy(\.isStepInvariant)
    }
  }
}

extension Expression.Kind {
  fileprivate var children: [Expression] {
    switch self {
    case .number, .string, .selector, .range: []
    case .subquery(let subquery): [subquery.body]
    case .negation(let inner), .parentheses(let inner): [inner]
    case .binary(let operation): [operation.left, operation.right]
    case .aggregation(let aggregation): [aggregation.body] + (aggregation.parameter.map { [$0] } ?? [])
    case .call(let call): call.arguments
    }
  }
}
