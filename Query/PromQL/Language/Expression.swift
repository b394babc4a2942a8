/// A parsed query, or a part of one.
package struct Expression: Sendable {
  package indirect enum Kind: Sendable {
    case number(Double)
    case string(String)
    case selector(Selector)
    /// `selector[range]`.
    case range(Selector, rangeMilliseconds: Int64)
    case subquery(Subquery)
    case negation(Expression)
    case parentheses(Expression)
    case binary(BinaryOperation)
    case aggregation(Aggregation)
    case call(FunctionCall)
  }

  package let kind: Kind
  /// Where it stands in the query, in bytes.
  package let range: Range<Int>
  /// How many levels it has; at most `PromQLLimits.depth`.
  let depth: Int
  /// Whether it yields the same at every step, because every selector in it is bound to a time by `@`.
  let isStepInvariant: Bool

  package var type: ValueType {
    switch kind {
    case .number: .scalar
    case .string: .string
    case .selector, .aggregation: .instantVector
    case .range, .subquery: .rangeVector
    case .negation(let inner), .parentheses(let inner): inner.type
    case .binary(let operation):
      operation.left.type == .scalar && operation.right.type == .scalar ? .scalar : .instantVector
    case .call(let call): call.function.signature.result
    }
  }

  /// The expression without the brackets around it.
  var unwrapped: Expression {
    var inner = self
    while case .parentheses(let next) = inner.kind { inner = next }
    return inner
  }
}

/// Which series, and when.
package struct Selector: Sendable {
  package let matchers: [LabelMatcher]
  package var time = TimeModifier()
}

/// How a selector or subquery looks at another time than the query's.
package struct TimeModifier: Sendable {
  package enum Moment: Sendable {
    case milliseconds(Int64)
    /// The query's first step, and its last.
    case start, end
  }

  /// How far back; `nil` as long as none was written.
  package var offsetMilliseconds: Int64?
  /// What follows `@`.
  package var moment: Moment?
}

/// `expression[range:step]`.
package struct Subquery: Sendable {
  package let body: Expression
  package let rangeMilliseconds: Int64
  package let stepMilliseconds: Int64?
  package var time = TimeModifier()
}

/// `left op right`.
package struct BinaryOperation: Sendable {
  package let operation: BinaryOperator
  package let left: Expression
  package let right: Expression
  package let returnsBool: Bool
  package let matching: VectorMatching
}

/// Which series of two vectors belong together.
package struct VectorMatching: Sendable {
  package enum Cardinality: Sendable {
    case oneToOne
    /// `group_left`.
    case manyToOne
    /// `group_right`.
    case oneToMany
  }

  package var cardinality = Cardinality.oneToOne
  /// Whether `labels` are those that count (`on`), or those that do not (`ignoring`).
  package var isOn = false
  package var labels: Set<String> = []
  /// Labels that the result takes from the "one" side.
  package var included: Set<String> = []
}

/// `sum by (job) (...)` and its kin.
package struct Aggregation: Sendable {
  package let operation: AggregationOperator
  package let body: Expression
  package let parameter: Expression?
  package let labels: Set<String>
  /// Whether `labels` are dropped, not kept.
  package let isWithout: Bool
}

/// `function(arguments)`.
package struct FunctionCall: Sendable {
  package let function: Function
  package let arguments: [Expression]
}
