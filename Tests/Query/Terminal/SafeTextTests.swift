import TerminalUI
import TestSupport
import Testing

struct SafeTextTests {
  @Test(
    "Plain text stays as it is, in any script",
    arguments: ["", "GET /users/{id}", "größe", "日本語", "🚀 launch", "नमस्ते", "❤️"])
  func keepsOrdinaryText(text: String) {
    #expect(SafeText.escaping(text) == text)
  }

  @Test(
    "What steers a terminal or hides is shown as an escape",
    arguments: [
      ("\u{1B}[31mred", "\\x1b[31mred"), ("a\u{9B}2Jb", "a\\x9b2Jb"), ("a\nb\tc\rd", "a\\nb\\tc\\rd"),
      ("\u{7F}", "\\x7f"),
      ("\u{202E}gpj.exe", "\\u{202e}gpj.exe"), ("pay\u{200B}ment", "pay\\u{200b}ment"), ("\u{FEFF}x", "\\u{feff}x"),
      ("a\u{2028}b", "a\\u{2028}b"), ("\u{0301}x", "\\u{301}x"), ("\u{3164}", "\\u{3164}"),
      ("x\u{E0100}", "x\\u{e0100}"),
      ("👩\u{200D}💻", "👩\\u{200d}💻"), ("\0", "\\x00"),
    ])
  func escapes(text: String, expected: String) {
    #expect(SafeText.escaping(text) == expected)
  }

  @Test("A base keeps only a few combining marks")
  func limitsCombiningMarks() {
    let shown = SafeText.escaping("a" + String(repeating: "\u{0301}", count: 50))
    #expect(shown.hasPrefix("a" + String(repeating: "\u{0301}", count: SafeText.combiningMarkLimit) + "\\u{301}"))
  }

  @Test("500 hostile strings leave no scalar that could act on a terminal")
  func hostileStrings() {
    let seed: UInt64 = 0x5EED_0001
    var generator = SeededGenerator(seed: seed)
    for number in 0..<500 {
      let hostile = HostileText.make(using: &generator)
      let safe = SafeText.escaping(hostile)
      for scalar in safe.unicodeScalars {
        let isHarmless: Bool =
          switch scalar.properties.generalCategory {
          case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate: false
          default: true
          }
        #expect(isHarmless, "seed \(seed), string \(number): U+\(String(scalar.value, radix: 16)) came through")
      }
      #expect(SafeText.escaping(safe) == safe, "seed \(seed), string \(number): escaping twice changes the text")
    }
  }
}
