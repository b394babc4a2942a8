/// The role of a span in a call. An open set: numbers that OTLP does not define yet are kept as they came.
package struct SpanKind: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
  package let rawValue: Int32

  @inlinable
  package init(rawValue: Int32) { self.rawValue = rawValue }

  package static let unspecified = SpanKind(rawValue: 0)
  package static let `internal` = SpanKind(rawValue: 1)
  package static let server = SpanKind(rawValue: 2)
  package static let client = SpanKind(rawValue: 3)
  package static let producer = SpanKind(rawValue: 4)
  package static let consumer = SpanKind(rawValue: 5)

  /// The kinds that OTLP names, with their lower-case words as Jaeger writes them; unspecified is the empty word.
  private static let words: [(SpanKind, String)] = [
    (.unspecified, ""), (.internal, "internal"), (.server, "server"), (.client, "client"),
    (.producer, "producer"), (.consumer, "consumer"),
  ]

  /// The lower-case word, empty for unspecified, the number for a kind without a name.
  package var word: String { Self.words.first { $0.0 == self }?.1 ?? String(rawValue) }

  /// The kind that `word` names, or `nil`.
  package init?(word: some StringProtocol) {
    guard let match = Self.words.first(where: { $0.1 == word }) else { return nil }
    self = match.0
  }
}
