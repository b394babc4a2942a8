package import TelemetryStorage

/// What people search traces for on the page: the fields of a form, and words.
package struct SpanSearch: Sendable {
  package var query: TraceQuery
  /// A text that the name of the span, its status message or an event's name holds; case does not matter (in ASCII).
  package var text: String?

  package init(_ query: TraceQuery, text: String? = nil) {
    self.query = query
    self.text = text
  }

  package func condition() throws(QueryError) -> SpanCondition {
    guard let text, !text.isEmpty else { return query.condition }
    let pattern: Pattern
    do {
      pattern = try Pattern(".*" + text.unicodeScalars.map(Self.expression).joined() + ".*")
    } catch {
      throw QueryError(.invalidQuery, "the text to search for is too long")
    }
    let fields: [SpanCondition.TextField] = [.operation, .statusMessage, .eventName]
    return .all([query.condition, .any(fields.map { .text($0, .matches(pattern)) })])
  }

  /// The regular expression of one character in either case.
  private static func expression(_ character: Unicode.Scalar) -> String {
    if character.isASCII, character.properties.isAlphabetic {
      return "[\(character.properties.lowercaseMapping)\(character.properties.uppercaseMapping)]"
    }
    return "\\x{\(String(character.value, radix: 16))}"
  }
}
