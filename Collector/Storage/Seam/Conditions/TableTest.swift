package import TelemetryModel

/// Tests entries of one string table, each of them once, however many rows refer to it.
///
/// Not for several threads at once.
package final class TableTest {
  private let question: Question
  /// For each code: not asked yet, no, or yes.
  private var verdicts: [Verdict]

  private enum Verdict { case open, no, yes }

  enum Question {
    case text(ScalarTest)
    /// The entry is a composite value: asks one of its elements, or all.
    case elements(ScalarTest, all: Bool)
    /// The entry is of a kind whose `AttributeText` has to be written to be compared.
    case hasText([UInt8], AttributeKind)
  }

  init(_ question: Question, entryCount: Int) {
    self.question = question
    verdicts = Array(repeating: .open, count: entryCount)
  }

  package convenience init(_ test: TextTest, entryCount: Int) {
    self.init(.text(ScalarTest(test)), entryCount: entryCount)
  }

  package func accepts(_ code: StringCode, of strings: StringTable) -> Bool {
    let known = verdicts[Int(code)]
    if known != .open { return known == .yes }
    let answer = ask(code, strings)
    verdicts[Int(code)] = answer ? .yes : .no
    return answer
  }

  private func ask(_ code: StringCode, _ strings: StringTable) -> Bool {
    switch question {
    case .text(let test): test.accepts(text: strings[code])
    case .elements(let test, let all): test.accepts(elementsOf: strings[code], all: all)
    case .hasText(let text, .bytes): AttributeText.text(.bytes(Array(strings[code]))).utf8.elementsEqual(text)
    case .hasText(let text, _):
      AttributeText.text(CompositeValue.decode(strings[code])).utf8.elementsEqual(text)
    }
  }
}
