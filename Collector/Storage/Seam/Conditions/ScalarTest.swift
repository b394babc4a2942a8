import TelemetryModel

/// An `AttributeTest` made ready to be asked of many values: texts are bytes, patterns have their matcher.
///
/// Not for several threads at once, since matchers learn.
enum ScalarTest {
  case never
  case always
  case string(Comparison, [UInt8])
  case bool(Comparison, Bool)
  case int(Comparison, Int64)
  case double(Comparison, Double)
  case pattern(PatternMatcher, isNegated: Bool)

  init(_ test: TextTest) {
    switch test {
    case .compare(let comparison, let text): self = .string(comparison, Array(text.utf8))
    case .matches(let pattern): self = .pattern(PatternMatcher(pattern), isNegated: false)
    case .doesNotMatch(let pattern): self = .pattern(PatternMatcher(pattern), isNegated: true)
    }
  }

  /// `hasText` is not asked of scalars this way; see `PayloadTest`.
  init(_ test: AttributeTest) {
    switch test {
    case .exists: self = .always
    case .hasText: self = .never
    case .matches(let pattern): self = ScalarTest(TextTest.matches(pattern))
    case .doesNotMatch(let pattern): self = ScalarTest(TextTest.doesNotMatch(pattern))
    case .compare(let comparison, .string(let text)): self = ScalarTest(TextTest.compare(comparison, text))
    case .compare(let comparison, .int(let number)): self = .int(comparison, number)
    case .compare(let comparison, .double(let number)): self = .double(comparison, number)
    case .compare(let comparison, .bool(let flag)):
      self = comparison == .equal || comparison == .notEqual ? .bool(comparison, flag) : .never
    }
  }

  func accepts(text: ArraySlice<UInt8>) -> Bool {
    switch self {
    case .string(let comparison, let expected): comparison.holds(Comparison.Order(text, expected))
    case .pattern(let matcher, let isNegated): matcher.matches(text) != isNegated
    case .always: true
    case .never, .bool, .int, .double: false
    }
  }

  @inline(__always)
  func accepts(int number: Int64) -> Bool {
    switch self {
    case .int(let comparison, let expected): comparison.holds(Comparison.Order(number, expected))
    case .double(let comparison, let expected): comparison.holds(Comparison.Order(number, expected))
    case .always: true
    case .never, .string, .bool, .pattern: false
    }
  }

  @inline(__always)
  func accepts(double number: Double) -> Bool {
    switch self {
    case .int(let comparison, let expected): comparison.holds(Comparison.Order(expected, number).reversed)
    case .double(let comparison, let expected): comparison.holds(Comparison.Order(number, expected))
    case .always: true
    case .never, .string, .bool, .pattern: false
    }
  }

  func accepts(bool flag: Bool) -> Bool {
    switch self {
    case .bool(let comparison, let expected): (comparison == .equal) == (flag == expected)
    case .always: true
    case .never, .string, .int, .double, .pattern: false
    }
  }

  /// Whether one element of an array does, or all do; false for a key-value list.
  func accepts(elementsOf composite: ArraySlice<UInt8>, all: Bool) -> Bool {
    var reader = CompositeValue.Reader(composite)
    guard reader.next() == .beginArray else { return false }
    var depth = 1
    while depth > 0, let token = reader.next() {
      switch token {
      case .beginArray, .beginKeyValueList:
        if depth == 1 && all { return false }
        depth += 1
      case .end: depth -= 1
      default: if depth == 1 && accepts(token, of: composite) != all { return !all }
      }
    }
    return all
  }

  private func accepts(_ token: CompositeValue.Token, of composite: ArraySlice<UInt8>) -> Bool {
    switch token {
    case .string(let range): accepts(text: composite[range])
    case .bool(let flag): accepts(bool: flag)
    case .int(let number): accepts(int: number)
    case .double(let bits): accepts(double: Double(bitPattern: bits))
    case .empty, .bytes, .key, .beginArray, .beginKeyValueList, .end: false
    }
  }
}
