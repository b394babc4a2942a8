import TelemetryModel
import TraceAnalysis

/// How to tell from its payload whether a value has a given text.
enum PayloadTest: Equatable {
  case equals(UInt64)
  /// Numbers that are not numbers have many payloads and one text.
  case isNaN
  /// By writing the text, or rather by having written it for every distinct value before.
  case hasText

  /// The test for every kind of value that may have the text at all.
  static func byKind(text: String, in batch: SpanBatch) -> [AttributeKind: PayloadTest] {
    var tests: [AttributeKind: PayloadTest] = [:]
    if text.isEmpty { tests[.empty] = .equals(0) }
    if let code = batch.strings.code(of: text) { tests[.string] = .equals(UInt64(code)) }
    if text == "true" { tests[.bool] = .equals(1) }
    if text == "false" { tests[.bool] = .equals(0) }
    if let number = Int64(text), String(number) == text { tests[.int] = .equals(UInt64(bitPattern: number)) }
    tests[.double] = double(text)
    if text.utf8.count % 4 == 0 { tests[.bytes] = .hasText }
    if text.hasPrefix("[") || text.hasPrefix("{") { tests[.composite] = .hasText }
    return tests
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
