import TelemetryStorage
import TestSupport
import Testing

struct PatternTests {
  private func matches(_ source: String, _ text: String) throws -> Bool {
    try matches(source, bytes: Array(text.utf8))
  }

  private func matches(_ source: String, bytes: [UInt8]) throws -> Bool {
    PatternMatcher(try Pattern(source)).matches(bytes[...])
  }

  @Test(
    arguments: [
      ("", [""], ["a"]), ("abc", ["abc"], ["", "ab", "abcd", "xabc"]), ("a|b|", ["a", "b", ""], ["ab", "c"]),
      ("SELECT.*", ["SELECT", "SELECT 1", "SELECT\n1"], ["select", " SELECT"]),
      ("a.c", ["abc", "aüc", "a\nc"], ["ac"]),
      ("(ab)+", ["ab", "abab"], ["", "aba"]), ("(?:a|bc)*d", ["d", "abcd"], ["abd", ""]),
      ("a?b", ["b", "ab"], ["aab"]),
      ("a{2}", ["aa"], ["a", "aaa"]), ("a{2,}", ["aa", "aaaa"], ["a"]), ("a{1,3}", ["a", "aaa"], ["", "aaaa"]),
      ("a{0}", [""], ["a"]), ("a{,2}", ["a{,2}"], ["", "aa"]), ("{", ["{"], [""]), ("a*?b+?", ["b", "aab"], ["a"]),
      ("[a-c]", ["a", "b", "c"], ["d", "-", ""]), ("[^a-c]", ["d", "ü", "\n"], ["a", ""]), ("[]a]", ["]", "a"], ["b"]),
      ("[a-]", ["a", "-"], ["b"]), ("[^]]", ["a"], ["]"]), ("[\\d_]+", ["12_"], ["a"]), ("\\d+", ["0123"], ["", "٣"]),
      ("\\w\\W\\s\\S\\D", ["a- xx"], ["a-- x"]), ("[ä-ü]", ["ö", "ü"], ["a", "Ö"]), ("日.", ["日本"], ["日"]),
      ("\\x41\\x{1F9F5}", ["A\u{1F9F5}"], ["A"]), ("\\.\\*\\\\", [".*\\"], ["a*\\"]), ("\\t\\n", ["\t\n"], ["tn"]),
      ("^a$", ["a"], ["", "aa"]), ("a^b", [], ["ab", "a^b"]), ("(^|x)a(y|$)", ["a", "xa", "ay", "xay"], ["aa"]),
      ("$^", [""], ["a"]), ("(a*)*", ["", "aaa"], ["b"]), ("(a|a)*b", ["aab"], ["aa"]), ("\\Aa\\z", ["a"], ["ba"]),
      ("(a?){3}a{3}", ["aaa", "aaaaaa"], ["aa", "aaaaaaa"]),
      ("((a{0,3}){0,3})b", ["b", "aaaaaaaaab"], ["aaaaaaaaaab"]),
      ("$*a", ["a"], [""]), ("(^a)*", ["", "a"], ["aa"]), ("a$|b", ["a", "b"], ["ab"]),
    ] as [(String, [String], [String])])
  func `a pattern matches whole texts`(source: String, accepted: [String], refused: [String]) throws {
    for text in accepted { #expect(try matches(source, text), "\(text)") }
    for text in refused { #expect(try !matches(source, text), "\(text)") }
  }

  @Test(
    arguments: [
      ("(?i)abc", ["ABC", "aBc"], ["abd", ""]), ("a(?i)b|c", ["aB", "ab", "C"], ["AB"]),
      ("a(?i:b)c", ["aBc", "abc"], ["aBC", "ABc"]), ("(?i)a(?-i)b", ["Ab", "ab"], ["aB"]),
      ("(x(?i)y)z", ["xYz"], ["XYz", "xyZ"]), ("(?i)[a-c]\\x41", ["BA", "ca"], ["da"]),
      ("(?i)[^a]", ["b", "B"], ["a", "A"]), ("(?i)k", ["k", "K", "\u{212A}"], ["l"]),
      ("(?i)straße", ["STRAßE", "straẞe"], ["STRASSE"]), ("(?i)σ", ["ς", "Σ"], ["s"]), ("(?i)ı", ["ı"], ["i", "I"]),
      ("(?i)\\w\\W", ["A-", "\u{17F}-"], ["-A"]), ("(?i)[\\x61-b]", ["A", "b"], ["c"]), ("(?-s)a.c", ["abc"], ["a\nc"]),
      ("(?s).", ["\n"], [""]), ("(?iU-s:A.*?)b", ["axb"], ["a\nb", "axB"]), ("(?i)", [""], ["a"]),
      ("(?)a", ["a"], ["A"]),
    ] as [(String, [String], [String])])
  func `flags hold up to the end of their group`(source: String, accepted: [String], refused: [String]) throws {
    for text in accepted { #expect(try matches(source, text), "\(text)") }
    for text in refused { #expect(try !matches(source, text), "\(text)") }
  }

  @Test(arguments: [
    "(", ")", "a)", "[", "[a", "[]", "*", "+a", "a**", "a+*", "a{2}{3}", "a{2,1}", "a{1001}", "\\", "\\b", "\\pL",
    "(?m)a", "(?i", "(?i-", "(?--i)a", "(?i)*", "(?P<n>a)", "[[:alpha:]]", "[z-a]", "[a-\\d]", "\\xg0", "\\x{110000}",
    "\\x{", "\\x+1", "\\x{}", "a|*",
    "((((a{1000}){1000}){1000}){1000})", "((((){1000}){1000}){1000}){1000}", "\\1", "\\é",
  ])
  func `what is no pattern that we know is refused`(source: String) {
    #expect(throws: PatternError.self) { try Pattern(source) }
  }

  @Test func `deep and long patterns are refused, not crashed on`() throws {
    let deep = String(repeating: "(", count: 3_000) + String(repeating: ")", count: 3_000)
    #expect(throws: PatternError.self) { try Pattern(deep) }
    #expect(throws: PatternError.self) { try Pattern(String(repeating: "a", count: 10_000)) }
    let nested = String(repeating: "(", count: 100) + "a" + String(repeating: ")", count: 100)
    #expect(try matches(nested, "a"))
  }

  @Test func `bytes that are no text count as replacement characters`() throws {
    #expect(try matches("a.b", bytes: [0x61, 0xFF, 0x62]))
    #expect(try matches("a..b", bytes: [0x61, 0xC3, 0x28, 0x62]))
    #expect(try matches("\u{FFFD}{3}", bytes: [0xED, 0xA0, 0x80]))
    #expect(try matches("\u{FFFD}{2}", bytes: [0xC0, 0x80]))
    #expect(try !matches(".", bytes: [0xF4, 0x90, 0x80, 0x80]))
  }

  @Test func `patterns that make others slow take a long text in one pass`() throws {
    let text = Array(repeating: UInt8(ascii: "a"), count: 200_000)
    #expect(try !matches("(a+)+b", bytes: text))
    #expect(try !matches("(a|a)*b", bytes: text))
    #expect(try !matches("(.*)(.*)(.*)(.*)(.*)b", bytes: text))
    #expect(try matches("(a?){50}.*", bytes: text))
  }

  @Test func `a matcher that learned more than it may keep goes on`() throws {
    // The state remembers which of the last twelve characters were an a: 2^12 states.
    let pattern = try Pattern("[ab]*a[ab]{12}")
    let matcher = PatternMatcher(pattern)
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<200 {
      let text = (0..<generator.number(0...200)).map { _ in UInt8(ascii: generator.isOne(in: 2) ? "a" : "b") }
      let expected = text.count >= 13 && text[text.count - 13] == UInt8(ascii: "a")
      #expect(matcher.matches(text[...]) == expected)
    }
  }

  @Test func `states of a thousand places are forgotten, too, before they fill the memory`() throws {
    let matcher = PatternMatcher(try Pattern("[ab]*a[ab]{999}"))
    var generator = SeededGenerator(seed: 2)
    let text = (0..<3_000).map { _ in UInt8(ascii: generator.isOne(in: 2) ? "a" : "b") }
    #expect(matcher.matches(text[...]) == (text[2_000] == UInt8(ascii: "a")))
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `random patterns match what a backtracking reference matches`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<100 {
      let reference = ReferencePattern.random(using: &generator, depth: 3)
      let matcher = PatternMatcher(try Pattern(reference.source))
      for _ in 0..<20 {
        let text = (0..<generator.number(0...6)).map { _ in generator.pick(["a", "b", "ü"]) }.joined()
        #expect(
          matcher.matches(Array(text.utf8)[...]) == reference.matches(text),
          "seed \(seed), \(reference.source), \(text)")
      }
    }
  }
}

/// A pattern as the set of places where a match of it, begun at a place, can end.
private indirect enum ReferencePattern {
  case character(Character)
  case any
  case except(Character)
  case start, end
  case both(ReferencePattern, ReferencePattern)
  case either(ReferencePattern, ReferencePattern)
  case repeated(ReferencePattern, Int, Int?)

  static func random(using generator: inout SeededGenerator, depth: Int) -> ReferencePattern {
    switch generator.number(0...(depth == 0 ? 5 : 10)) {
    case 0, 1, 2: return .character(generator.pick(["a", "b", "ü"]))
    case 3: return .any
    case 4: return .except(generator.pick(["a", "ü"]))
    case 5: return generator.isOne(in: 4) ? (generator.isOne(in: 2) ? .start : .end) : .character("a")
    case 6, 7: return .both(random(using: &generator, depth: depth - 1), random(using: &generator, depth: depth - 1))
    case 8: return .either(random(using: &generator, depth: depth - 1), random(using: &generator, depth: depth - 1))
    default:
      let minimum = generator.number(0...2)
      return .repeated(
        random(using: &generator, depth: depth - 1), minimum,
        generator.isOne(in: 2) ? nil : minimum + generator.number(0...2))
    }
  }

  var source: String {
    switch self {
    case .character(let character): String(character)
    case .any: "."
    case .except(let character): "[^\(character)]"
    case .start: "^"
    case .end: "$"
    case .both(let left, let right): "(\(left.source))(?:\(right.source))"
    case .either(let left, let right): "(\(left.source)|\(right.source))"
    case .repeated(let body, 0, nil): "(\(body.source))*"
    case .repeated(let body, 1, nil): "(\(body.source))+"
    case .repeated(let body, let minimum, let maximum): "(\(body.source)){\(minimum),\(maximum.map(String.init) ?? "")}"
    }
  }

  func matches(_ text: String) -> Bool {
    let characters = Array(text)
    return ends(from: [0], characters).contains(characters.count)
  }

  private func ends(from starts: Set<Int>, _ text: [Character]) -> Set<Int> {
    switch self {
    case .character(let character):
      return Set(starts.filter { $0 < text.count && text[$0] == character }.map { $0 + 1 })
    case .any: return Set(starts.filter { $0 < text.count }.map { $0 + 1 })
    case .except(let character): return Set(starts.filter { $0 < text.count && text[$0] != character }.map { $0 + 1 })
    case .start: return starts.filter { $0 == 0 }
    case .end: return starts.filter { $0 == text.count }
    case .both(let left, let right): return right.ends(from: left.ends(from: starts, text), text)
    case .either(let left, let right): return left.ends(from: starts, text).union(right.ends(from: starts, text))
    case .repeated(let body, let minimum, let maximum):
      var current = starts
      for _ in 0..<minimum { current = body.ends(from: current, text) }
      var result = current
      for _ in 0..<(maximum.map { $0 - minimum } ?? text.count + 1) {
        current = body.ends(from: current, text)
        result.formUnion(current)
      }
      return result
    }
  }
}
