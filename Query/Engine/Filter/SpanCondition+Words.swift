package import TelemetryModel
package import TelemetryStorage

// Conditions on what has words or units where people write it. Both languages of filters share them.
extension SpanCondition {
  /// The kinds whose words match.
  package static func kind(matching pattern: Pattern) -> SpanCondition {
    let matcher = PatternMatcher(pattern)
    let kinds: [SpanKind] = [.unspecified, .internal, .server, .client, .producer, .consumer]
    return .any(kinds.filter { matcher.matches($0.filterWord) }.map(SpanCondition.kind))
  }

  /// The status codes whose words match.
  package static func status(matching pattern: Pattern) -> SpanCondition {
    let matcher = PatternMatcher(pattern)
    return .any(SpanStatus.Code.byWord.filter { matcher.matches($0.word) }.map { .status($0.code) })
  }

  /// A comparison of how long a span took; none took less than nothing.
  package static func duration(_ comparison: Comparison, nanoseconds: Int64) -> SpanCondition {
    guard nanoseconds < 0 else { return .number(.durationNanoseconds, comparison, UInt64(nanoseconds)) }
    return switch comparison {
    case .notEqual, .greater, .greaterOrEqual: .always
    case .equal, .less, .lessOrEqual: .never
    }
  }
}

extension SpanKind {
  /// As filters write it: never empty.
  fileprivate var filterWord: String { self == .unspecified ? "unspecified" : word }
}

extension SpanStatus.Code {
  fileprivate static let byWord: [(word: String, code: SpanStatus.Code)] = [
    ("unset", .unset), ("ok", .ok), ("error", .error),
  ]

  package init?(word: String) {
    guard let entry = Self.byWord.first(where: { $0.word == word }) else { return nil }
    self = entry.code
  }
}

extension PatternMatcher {
  fileprivate func matches(_ word: String) -> Bool { matches(Array(word.utf8)[...]) }
}
