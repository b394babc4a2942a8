package import TelemetryModel

/// An `AttributeTest` as a test of payloads of one kind, in the terms of one string table.
package enum PayloadTest {
  case always
  case equals(UInt64)
  case differs(UInt64)
  /// Numbers that are not numbers have many payloads and one text.
  case isNaN
  case int(ScalarTestBox)
  case double(ScalarTestBox)
  case entry(TableTest)

  /// The tests by the raw value of the kind; `nil` where no value of that kind can fulfil it.
  package static func byKind(_ test: AttributeTest, _ strings: StringTable) -> [PayloadTest?] {
    AttributeKind.allCases.sorted { $0.rawValue < $1.rawValue }.map { kind in
      switch test {
      case .exists: .always
      case .hasText(let text): textual(text, kind, strings)
      default: typed(test, kind, strings)
      }
    }
  }

  @inline(__always)
  package func accepts(_ payload: UInt64, _ strings: StringTable) -> Bool {
    switch self {
    case .always: true
    case .equals(let expected): payload == expected
    case .differs(let other): payload != other
    case .isNaN: Double(bitPattern: payload).isNaN
    case .int(let box): box.test.accepts(int: Int64(bitPattern: payload))
    case .double(let box): box.test.accepts(double: Double(bitPattern: payload))
    case .entry(let test): test.accepts(StringCode(truncatingIfNeeded: payload), of: strings)
    }
  }

  /// Keeps `ScalarTest` out of the interface, and the enumeration small.
  package final class ScalarTestBox {
    let test: ScalarTest
    init(_ test: ScalarTest) { self.test = test }
  }
}

extension PayloadTest {
  private static func typed(_ test: AttributeTest, _ kind: AttributeKind, _ strings: StringTable) -> PayloadTest? {
    let scalar = ScalarTest(test)
    switch (kind, scalar) {
    case (_, .never): return nil
    case (.string, .string(.equal, _)), (.string, .string(.notEqual, _)): return sameText(test, strings)
    case (.string, .string), (.string, .pattern): return .entry(TableTest(.text(scalar), entryCount: strings.count))
    case (.bool, .bool(let comparison, let flag)): return .equals((comparison == .equal) == flag ? 1 : 0)
    case (.int, .int(.equal, let number)): return .equals(UInt64(bitPattern: number))
    case (.int, .int), (.int, .double): return .int(ScalarTestBox(scalar))
    case (.double, .int), (.double, .double): return .double(ScalarTestBox(scalar))
    case (.composite, _):
      return .entry(TableTest(.elements(scalar, all: test.asksAllElements), entryCount: strings.count))
    default: return nil
    }
  }

  private static func sameText(_ test: AttributeTest, _ strings: StringTable) -> PayloadTest? {
    guard case .compare(let comparison, .string(let text)) = test else { return nil }
    guard let code = strings.code(of: text) else { return comparison == .equal ? nil : .always }
    return comparison == .equal ? .equals(UInt64(code)) : .differs(UInt64(code))
  }

  private static func textual(_ text: String, _ kind: AttributeKind, _ strings: StringTable) -> PayloadTest? {
    func written() -> PayloadTest {
      .entry(TableTest(.hasText(Array(text.utf8), kind), entryCount: strings.count))
    }
    switch kind {
    case .empty: return text.isEmpty ? .always : nil
    case .string: return strings.code(of: text).map { .equals(UInt64($0)) }
    case .bool: return text == "true" ? .equals(1) : text == "false" ? .equals(0) : nil
    case .int: return Int64(text).flatMap { String($0) == text ? .equals(UInt64(bitPattern: $0)) : nil }
    case .double: return double(text)
    case .bytes: return text.utf8.count % 4 == 0 ? written() : nil
    case .composite: return text.hasPrefix("[") || text.hasPrefix("{") ? written() : nil
    }
  }

  private static func double(_ text: String) -> PayloadTest? {
    switch text {
    case "NaN": .isNaN
    case "Infinity": .equals(Double.infinity.bitPattern)
    case "-Infinity": .equals((-Double.infinity).bitPattern)
    default:
      Double(text).flatMap { AttributeText.text($0) == text ? .equals($0.bitPattern) : nil }
    }
  }
}
