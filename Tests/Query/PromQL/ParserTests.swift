import PromQL
import PromQLTesting
import Testing

@Suite struct ParserTests {
  @Test(
    "A mistake is told with its line and column, in Prometheus' words",
    arguments: [
      ("", "1:1: parse error: no expression found in input"),
      ("sum(", "1:5: parse error: unclosed left parenthesis"),
      ("up{", "1:4: parse error: unexpected end of input inside braces"),
      ("up[5m", "1:6: parse error: unclosed left bracket"),
      ("up)", "1:4: parse error: unexpected right parenthesis ')'"),
      ("up +\n  up up", "2:6: parse error: unexpected identifier \"up\""),
      ("up up(", "1:4: parse error: unexpected identifier \"up\""),
      ("rate(up)", "1:6: parse error: expected type range vector in call to function \"rate\", got instant vector"),
      ("foo(up)", "1:1: parse error: unknown function with name \"foo\""),
      ("up offset", "1:10: parse error: unexpected end of input in offset, expected duration"),
      ("1 == 1", "1:3: parse error: comparisons between scalars must use BOOL modifier"),
      ("{job=\"\"}", "1:1: parse error: vector selector must contain at least one non-empty matcher"),
      ("up[0s]", "1:4: parse error: duration must be greater than 0"),
      ("up[5m][5m]", "1:7: parse error: ranges only allowed for vector selectors"),
      ("'a", "1:1: parse error: unterminated quoted string"),
      ("\"a\nb\"", "1:1: parse error: unterminated quoted string"),
      (#""\xff""#, "1:1: parse error: this string is no valid UTF-8 once its escapes are resolved"),
      (#""\400""#, "1:2: parse error: escape sequence is an invalid byte"),
      (#""\ud800""#, "1:2: parse error: escape sequence is an invalid Unicode code point"),
      (#""\"#, "1:2: parse error: escape sequence not terminated"),
      (#""\x+1""#, "1:2: parse error: illegal character in escape sequence"),
      ("up[300y]", "1:4: parse error: duration out of range"),
      ("up[99999999999999999999d]", "1:4: parse error: duration out of range"),
      ("up @ 1e300", "1:6: parse error: timestamp out of bounds for @ modifier: 1e+300"),
      ("up @ NaN", "1:6: parse error: timestamp out of bounds for @ modifier: nan"),
      ("up{job=~\"(?P<a\"}", "1:4: parse error: regular expression, character 3: named groups"),
      ("☃", "1:1: parse error: unexpected character: \"\\u{2603}\""),
      ("\0", "1:1: parse error: unexpected character: \"\\u{0}\""),
    ])
  func mistakes(query: String, message: String) {
    let error = #expect(throws: PromQLError.self) { try PromQLQuery(query) }
    #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    #expect(error?.code == .badData)
  }

  @Test(
    "Operators bind as in Prometheus",
    arguments: [
      ("1 + 2 * 3", 7), ("2 ^ 3 ^ 2", 512), ("-2 ^ 2", -4), ("10 - 3 - 2", 5), ("2 * 3 % 4", 2), ("- - 1", 1),
      ("1 + 2 > bool 2", 1), ("2 ^ -1", 0.5), ("0x1F + 010", 39), ("1e3 + .5", 1000.5), ("3 atan2 3 * 4", 3.14159),
    ] as [(String, Double)])
  func precedence(query: String, value: Double) throws {
    guard case .scalar(let point) = try PromQLQuery(query).instant(at: 0, from: NoSeries()) else {
      Issue.record("no scalar")
      return
    }
    #expect((point.value - value).magnitude < 1e-4)
  }

  @Test("Words of the language may name metrics and labels where they cannot mean anything else")
  func keywordsAsNames() throws {
    for query in ["sum", "by", "offset", "sum{by=\"x\"}", "start + end", "sum by (sum, by, and) (and)"] {
      _ = try PromQLQuery(query)
    }
  }

  @Test("What nests too deeply is refused, and what just fits is evaluated on a small stack")
  func depth() async throws {
    let tooDeep = [
      String(repeating: "(", count: 50_000), String(repeating: "-", count: 50_000) + "1",
      "1" + String(repeating: "+1", count: 10_000), "1" + String(repeating: "^1", count: 10_000),
      String(repeating: "abs(", count: 10_000), String(repeating: "sum by (a) (", count: 5_000),
      String(repeating: "(", count: 200) + "1" + String(repeating: ")", count: 200),
    ]
    for query in tooDeep {
      let error = #expect(throws: PromQLError.self) { try PromQLQuery(query) }
      #expect(error?.message.contains("nest deeper") == true || error?.message.contains("unclosed") == true)
    }
    let levels = PromQLLimits.depth - 2
    let fitting = [
      String(repeating: "-(", count: levels / 2) + "up" + String(repeating: ")", count: levels / 2),
      String(repeating: "abs(", count: levels) + "up" + String(repeating: ")", count: levels),
      String(repeating: "sum by (a) (", count: levels) + "up" + String(repeating: ")", count: levels),
      String(repeating: "up + ", count: levels) + "up", String(repeating: "up ^ ", count: levels) + "up",
      String(repeating: "up or (", count: levels / 2) + "up" + String(repeating: ")", count: levels / 2),
      String(repeating: "max_over_time(", count: levels / 2) + "up"
        + String(repeating: "[1m:1m])", count: levels / 2),
      String(repeating: "abs(", count: levels) + "up @ 0" + String(repeating: ")", count: levels),
    ]
    let source = MemorySource([
      SampleSeries(
        labels: Labels([Label("__name__", "up"), Label("a", "b")]), timestamps: [0, 60_000], values: [1, 2])
    ])
    for text in fitting {
      let answer = try SmallStack.run {
        try PromQLQuery(text).range(from: 0, through: 60_000, step: 10_000, from: source)
      }
      guard case .matrix(let series) = answer else { return }
      #expect(series.count == 1, "\(text)")
    }
  }

  @Test("A query that is too long is refused")
  func length() {
    let query = "1" + String(repeating: " ", count: PromQLLimits.queryByteCount)
    let error = #expect(throws: PromQLError.self) { try PromQLQuery(query) }
    #expect(error?.message.contains("more than 65536 bytes") == true)
  }

  @Test("No text makes the parser crash")
  func randomTexts() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SplitMix(state: seed)
    let parts = [
      "up", "sum", "(", ")", "{", "}", "[", "]", "5m", "1", "by", "on", "offset", "@", "-", "+", "^", "==", "bool", ",",
      "\"a\"", "=~", "=", ":", "rate", "start", "end", "group_left", "and", "'", "\\", "`", "#", "\n", "0x", ".", "é",
      "1e", "ignoring", "topk", "label_replace", "1h30m", "Inf",
    ]
    for _ in 0..<20_000 {
      let text = (0..<Int.random(in: 1...14, using: &generator))
        .map { _ in parts.randomElement(using: &generator) ?? "" }.joined(
          separator: Bool.random(using: &generator) ? " " : "")
      do { _ = try PromQLQuery(text) } catch {
        #expect(error.message.contains("parse error: "), "seed \(seed): \(text.debugDescription)")
      }
    }
  }
}
