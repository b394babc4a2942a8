import TerminalUI
import Testing

@Suite struct KeyTests {
  @Test(
    "Keys are known by what terminals send",
    arguments: [
      ("\u{1B}[A", Key.up), ("\u{1B}OB", .down), ("\u{1B}[5~", .pageUp), ("\u{1B}[6~", .pageDown), ("\u{1B}[H", .home),
      ("\u{1B}", .escape), ("\r", .enter), ("\n", .enter), ("\u{7F}", .backspace), ("\u{3}", .interrupt),
      ("q", .character("q")), ("ß", .character("ß")), ("qqq", .character("q")), ("\u{1B}[A\u{1B}[A", .up),
    ])
  func keys(bytes: String, key: Key) {
    #expect(Key(Array(bytes.utf8)) == key)
  }

  @Test("What is no key is none", arguments: ["", "\u{1B}[99;5u", "\u{1}", "\u{1B}]0;title\u{7}"])
  func noKeys(bytes: String) {
    #expect(Key(Array(bytes.utf8)) == nil)
  }
}
