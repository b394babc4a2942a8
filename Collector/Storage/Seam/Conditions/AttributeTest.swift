/// What is asked of the value of an attribute that exists.
///
/// Comparisons are typed: text with text by bytes, truth with truth (`=` and `!=` only), int and double with one
/// another by their exact values (NaN differs from everything, itself included). Between other types every comparison
/// is false, `!=` included. An array fulfils `=`, `<`, `<=`, `>`, `>=` and `matches` when one of its elements does, and
/// `!=` and `doesNotMatch` when all do; arrays and lists inside an array fulfil none. All of it as in TraceQL, except
/// that TraceQL rounds large ints when it compares them with doubles.
package enum AttributeTest: Equatable, Sendable {
  /// There is such a key; its value may be empty.
  case exists
  case compare(Comparison, Operand)
  case matches(Pattern)
  case doesNotMatch(Pattern)
  /// `AttributeText` of the value, whatever its type, is this text: the equality that Jaeger means.
  case hasText(String)

  package enum Operand: Equatable, Sendable {
    case string(String)
    case bool(Bool)
    case int(Int64)
    case double(Double)
  }

  /// Whether all elements of an array must fulfil it, and not only one.
  var asksAllElements: Bool {
    switch self {
    case .compare(.notEqual, _), .doesNotMatch: true
    case .exists, .compare, .matches, .hasText: false
    }
  }
}

/// What is asked of a text.
package enum TextTest: Equatable, Sendable {
  case compare(Comparison, String)
  case matches(Pattern)
  case doesNotMatch(Pattern)
}
