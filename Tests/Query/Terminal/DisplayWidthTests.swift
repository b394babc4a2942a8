import TerminalUI
import TestSupport
import Testing

struct DisplayWidthTests {
  @Test(
    "Characters take the columns that terminals give them",
    arguments: [
      ("", 0), ("abc", 3), ("é", 1), ("e\u{0301}", 1), ("日本", 4), ("ｆｕｌｌ", 8), ("🚀", 2), ("👍🏽", 2), ("🇩🇪", 2), ("한", 2),
      ("각", 2),
      ("❤️", 2), ("…", 1), ("├─ ", 3), ("█▌", 2), ("नमस्ते", 4),
    ])
  func width(text: String, expected: Int) {
    #expect(DisplayWidth.of(text) == expected)
  }

  @Test(
    "Cutting leaves an ellipsis and never more columns than asked for",
    arguments: [
      ("operation", 9, "operation"), ("operation", 8, "operati…"), ("日本語", 6, "日本語"), ("日本語", 5, "日本…"),
      ("日本語", 4, "日…"),
      ("日本語", 2, "…"), ("abc", 1, "…"), ("abc", 0, ""), ("e\u{0301}e\u{0301}e\u{0301}", 2, "e\u{0301}…"),
    ])
  func truncation(text: String, width: Int, expected: String) {
    #expect(text.truncated(toWidth: width) == expected)
  }

  @Test("Hostile texts are cut to what was asked for")
  func hostileTexts() {
    let seed: UInt64 = 0x5EED_0002
    var generator = SeededGenerator(seed: seed)
    for number in 0..<500 {
      let text = SafeText.escaping(HostileText.make(using: &generator))
      let width = Int.random(in: 0..<40, using: &generator)
      #expect(DisplayWidth.of(text.truncated(toWidth: width)) <= width, "seed \(seed), string \(number)")
      #expect(DisplayWidth.of(text.padded(toWidth: width)) >= width, "seed \(seed), string \(number)")
    }
  }

  @Test("Padding fills on either side")
  func padding() {
    #expect("日本".padded(toWidth: 6) == "日本  ")
    #expect("7".padded(toWidth: 3, alignment: .right) == "  7")
    #expect("long".padded(toWidth: 2) == "long")
  }
}
