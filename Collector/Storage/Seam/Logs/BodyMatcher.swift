package import TelemetryModel

/// All that a search asks of bodies, for the rows of one batch.
///
/// A plain text is asked as it is, of a structured body each of its texts, keys included; the rest (numbers, bytes)
/// by its text. One text must fulfil a condition by itself, another may fulfil the next. Distinct texts are looked at
/// once. Not for several threads at once.
package struct BodyMatcher {
  private let texts: [BodyText]
  private let matchers: [PatternMatcher]
  /// By string code: 0 not known yet, 1 no, 2 yes.
  private var verdicts: [UInt8] = []

  /// `nil` when nothing is asked of bodies.
  package init?(_ hint: LogScanHint) {
    texts =
      hint.bodyPhrases.map { BodyText($0, isPhrase: true) } + hint.bodyTexts.map { BodyText($0, isPhrase: false) }
    matchers = hint.bodyPatterns.map(PatternMatcher.init)
    if texts.isEmpty && matchers.isEmpty { return nil }
  }

  /// What every text holds that is accepted, the case of ASCII letters set aside: in lower case.
  package var needles: [[UInt8]] { texts.map(\.needle) }

  /// Forgets what it knows of the texts of a batch.
  package mutating func begin(_ batch: borrowing LogBatch) {
    verdicts = Array(repeating: 0, count: batch.strings.count)
  }

  /// - Parameter batch: the one that was begun.
  package mutating func accepts(_ row: Int, in batch: borrowing LogBatch) -> Bool {
    let kind = batch.bodyKinds[row]
    guard kind == .string || kind == .composite else {
      let text = AttributeText.text(batch.value(of: kind, batch.bodies[row]))
      return accepts(Array(text.utf8)[...])
    }
    let code = Int(StringCode(truncatingIfNeeded: batch.bodies[row]))
    if verdicts[code] == 0 {
      let bytes = batch.strings[StringCode(code)]
      verdicts[code] = (kind == .string ? accepts(bytes) : accepts(anyOf: Self.texts(of: bytes))) ? 2 : 1
    }
    return verdicts[code] == 2
  }

  /// Whether a body that is this text is accepted.
  package func accepts(_ text: ArraySlice<UInt8>) -> Bool {
    texts.allSatisfy { $0.isFound(in: text) } && matchers.allSatisfy { $0.matches(text) }
  }

  private func accepts(anyOf candidates: [ArraySlice<UInt8>]) -> Bool {
    texts.allSatisfy { text in candidates.contains { text.isFound(in: $0) } }
      && matchers.allSatisfy { matcher in candidates.contains { matcher.matches($0) } }
  }

  private static func texts(of composite: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var texts: [ArraySlice<UInt8>] = []
    var reader = CompositeValue.Reader(composite)
    while let token = reader.next() {
      switch token {
      case .string(let range), .key(let range): texts.append(composite[range])
      default: break
      }
    }
    return texts
  }
}
