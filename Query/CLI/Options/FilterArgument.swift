import ArgumentParser
package import QueryEngine

/// Conditions on a span as a user writes them, with `and`, `or`, `not` and parentheses.
package struct FilterArgument: ExpressibleByArgument, Sendable {
  package let text: String

  package init(argument: String) { text = argument }

  package var filter: SpanFilter {
    get throws(SpanFilterError) { try SpanFilter(text) }
  }
}
