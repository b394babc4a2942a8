import Dashboards
import Testing

/// Filling variables into queries.
@Suite struct VariableValuesTests {
  private static func values(_ list: [String: [String]] = [:]) -> VariableValues {
    var values = VariableValues(start: 1_000_000, end: 4_600_000, step: 30_000)
    for (name, list) in list { values.set(name, to: list) }
    return values
  }

  @Test(
    "Every form of a reference is filled in",
    arguments: [
      ("$a", "1"), ("${a}", "1"), ("[[a]]", "1"), ("x$a-y", "x1-y"), ("$a$a", "11"), ("${a:raw}", "1"),
      ("$ab", "2"), ("$", "$"), ("$$a", "$1"), ("a[5m]", "a[5m]"), ("${a", "${a"), ("[[a", "[[a"), ("[[]]", "[[]]"),
      ("${}", "${}"),
      ("label_replace(x, \"b\", \"$1\", \"c\", \"(.*)\")", "label_replace(x, \"b\", \"$1\", \"c\", \"(.*)\")"),
    ])
  func forms(text: String, expected: String) {
    var values = Self.values(["a": ["1"], "ab": ["2"]])
    #expect(values.filling(text) == expected)
    #expect(values.missing.isEmpty)
  }

  @Test("Of several values a pattern is made that matches each of them and nothing else")
  func several() {
    var values = Self.values(["a": ["x.y", "z"], "one": ["x.y"]])
    #expect(values.filling("{s=~\"$a\"}") == #"{s=~"(x\\.y|z)"}"#)
    #expect(values.filling("${a:pipe} ${a:csv}") == "x.y|z x.y,z")
    #expect(values.filling("$one ${one:regex}") == #"x.y x\\.y"#)
  }

  @Test("Intervals and bounds are those of the time that is looked at")
  func builtIn() {
    var values = Self.values()
    #expect(values.filling("[$__interval] $__interval_ms") == "[30000ms] 30000")
    #expect(values.filling("$__rate_interval") == "240000ms")
    #expect(values.filling("$__range $__range_s ${__range_ms}") == "3600000ms 3600 3600000")
    #expect(values.filling("$__from $__to") == "1000000 4600000")
    var wide = VariableValues(start: 0, end: 1, step: 600_000)
    #expect(wide.filling("$__rate_interval") == "660000ms")
  }

  @Test("What is not known stays as it is, and is named")
  func unknown() {
    var values = Self.values()
    #expect(values.filling("up{a=\"$b\"} ${c.d} $1") == "up{a=\"$b\"} ${c.d} $1")
    #expect(values.missing == ["b", "c.d"])
  }

  @Test("A value is never filled in again")
  func noRecursion() {
    var values = Self.values(["a": ["$a$b"], "b": ["${a}"]])
    #expect(values.filling("$a $b") == "$a$b ${a}")
  }
}
