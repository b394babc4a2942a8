package import TelemetryStorage

/// A condition on one label of a series: `name="value"` and its kin.
///
/// A label that a series does not have counts as empty.
package struct LabelMatcher: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    case equal, notEqual
    /// A regular expression for the whole value.
    case matches(Pattern), matchesNot(Pattern)
  }

  package let name: String
  package let kind: Kind
  /// What stands in the quotes.
  package let value: String

  package init(_ name: String, _ kind: Kind, _ value: String) {
    self.name = name
    self.kind = kind
    self.value = value
  }

  /// Whether series without the label pass.
  package var acceptsEmpty: Bool { LabelTest([self]).accepts { _ in "" } }
}

/// Tries series against matchers, and remembers what it learns about regular expressions. For one thread.
package final class LabelTest {
  private let conditions: [(name: String, isNegated: Bool, test: Test)]

  private enum Test {
    case text([UInt8])
    case pattern(PatternMatcher)
  }

  package init(_ matchers: [LabelMatcher]) {
    conditions = matchers.map { matcher in
      switch matcher.kind {
      case .equal: (matcher.name, false, .text(Array(matcher.value.utf8)))
      case .notEqual: (matcher.name, true, .text(Array(matcher.value.utf8)))
      case .matches(let pattern): (matcher.name, false, .pattern(PatternMatcher(pattern)))
      case .matchesNot(let pattern): (matcher.name, true, .pattern(PatternMatcher(pattern)))
      }
    }
  }

  package func accepts(_ labels: Labels) -> Bool { accepts { labels[$0] } }

  /// Whether all conditions hold for the labels that `value` gives by their names.
  package func accepts(_ value: (String) -> String) -> Bool {
    conditions.allSatisfy { name, isNegated, test in
      let text = value(name)
      let holds =
        switch test {
        case .text(let wanted): text.utf8.elementsEqual(wanted)
        case .pattern(let matcher): matcher.matches(Array(text.utf8)[...])
        }
      return holds != isNegated
    }
  }
}
