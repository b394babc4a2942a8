package import TelemetryStorage

/// What spans have to fulfil, as people write it: conditions with `and`, `or`, `not` and parentheses between them.
///
///     http.response.status_code>=500 and not (http.route=~"/health.*" or service=probe)
///
/// All of it is asked of one span together with its resource, scope, events and links: `a=1 and b=2` holds when one span
/// fulfils both. The language is described in docs/api.md; `SpanFilterParser` reads it, `FilterSubject` says what one
/// condition means.
package struct SpanFilter: Equatable, Sendable {
  /// As it was written, in whichever language it was.
  package let text: String
  package let condition: SpanCondition
  /// How many single conditions it has.
  package let conditionCount: Int

  package init(_ text: String) throws(SpanFilterError) {
    var parser = try SpanFilterParser(text)
    condition = try parser.parse()
    conditionCount = parser.conditionCount
    self.text = text
  }

  /// A condition that came in another language than this one.
  package init(text: String, condition: SpanCondition, conditionCount: Int) {
    self.text = text
    self.condition = condition
    self.conditionCount = conditionCount
  }
}

/// Why a text is no filter.
package struct SpanFilterError: Error, Hashable, CustomStringConvertible {
  /// What is wrong, and what was expected.
  package let reason: String
  /// How many characters precede the place.
  package let position: Int

  package init(_ reason: String, position: Int) {
    self.reason = reason
    self.position = position
  }

  package var description: String { "character \(position + 1): \(reason)" }
}

/// What bounds a filter. Beyond a limit, reading it throws a message that names the limit.
package enum SpanFilterLimits {
  /// Bytes of one filter: a hundred conditions of ordinary length.
  package static let byteCount = 8 << 10
  /// How deep parentheses and `not` nest; bounds the recursion of reading and of evaluating.
  package static let depth = 32
  /// Single conditions of one filter, and of all filters of a request together: as many as attributes of a search.
  package static let conditionCount = QueryLimits.tagCount
}
