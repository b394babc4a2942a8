/// The text of an attribute value, as Jaeger prints and compares it.
///
/// Texts stand as they are; numbers as in JavaScript (`72.5`, `1e+21`); bytes in base64; arrays and key-value lists as
/// compact JSON with sorted keys, in which `<`, `>` and `&` are escaped, for that is what Go's encoder does.
package enum AttributeText {
  package static func text(_ kind: AttributeKind, _ payload: UInt64, in batch: SpanBatch) -> String {
    text(batch.value(of: kind, payload))
  }

  package static func text(_ value: AttributeValue) -> String {
    switch value {
    case .empty: return ""
    case .string(let text): return text
    case .bool(let flag): return flag ? "true" : "false"
    case .int(let number): return String(number)
    case .double(let number): return text(number)
    case .bytes(let bytes): return base64(bytes)
    case .array, .keyValueList:
      var json = ""
      appendJSON(value, to: &json)
      return json
    }
  }

  /// The shortest text that reads back as the same number, with an exponent only below 1e-6 and from 1e21.
  package static func text(_ number: Double) -> String {
    if number.isNaN { return "NaN" }
    if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
    let sign = number.sign == .minus ? "-" : ""
    if number == 0 { return sign + "0" }
    let (digits, pointPosition) = decimal(number.magnitude)
    if number.magnitude < 1e-6 || number.magnitude >= 1e21 {
      let exponent = pointPosition - 1
      let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
      return "\(sign)\(digits.prefix(1))\(fraction)e\(exponent < 0 ? "-" : "+")\(exponent.magnitude)"
    }
    if pointPosition <= 0 { return sign + "0." + zeros(-pointPosition) + digits }
    if pointPosition >= digits.count { return sign + digits + zeros(pointPosition - digits.count) }
    return sign + digits.prefix(pointPosition) + "." + digits.dropFirst(pointPosition)
  }

  /// The significant digits, and how many of them stand before the decimal point.
  private static func decimal(_ number: Double) -> (digits: String, pointPosition: Int) {
    let parts = number.description.split(separator: "e")
    let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    let whole = mantissa[0]
    let fraction = mantissa.count > 1 ? mantissa[1] : ""
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let all = String(whole) + fraction
    let leadingZeroCount = all.prefix { $0 == "0" }.count
    var digits = String(all.dropFirst(leadingZeroCount))
    while digits.last == "0" { digits.removeLast() }
    return (digits, whole.count + exponent - leadingZeroCount)
  }

  private static func zeros(_ count: Int) -> String { String(repeating: "0", count: count) }

  /// Recursion is bounded by `ModelLimits.nestingDepth`.
  private static func appendJSON(_ value: AttributeValue, to json: inout String) {
    switch value {
    case .empty: json += "null"
    case .bool, .int: json += text(value)
    case .double(let number): number.isFinite ? json += text(number) : appendQuoted(text(number), to: &json)
    case .string, .bytes: appendQuoted(text(value), to: &json)
    case .array(let elements):
      json += "["
      for (index, element) in elements.enumerated() {
        if index > 0 { json += "," }
        appendJSON(element, to: &json)
      }
      json += "]"
    case .keyValueList(let list):
      var values: [[UInt8]: AttributeValue] = [:]
      for attribute in list { values[Array(attribute.key.utf8)] = attribute.value }
      json += "{"
      for (index, entry) in values.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }).enumerated() {
        if index > 0 { json += "," }
        appendQuoted(String(decoding: entry.key, as: UTF8.self), to: &json)
        json += ":"
        appendJSON(entry.value, to: &json)
      }
      json += "}"
    }
  }

  private static func appendQuoted(_ text: String, to json: inout String) {
    json += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": json += "\\\""
      case "\\": json += "\\\\"
      case "\u{8}": json += "\\b"
      case "\u{c}": json += "\\f"
      case "\n": json += "\\n"
      case "\r": json += "\\r"
      case "\t": json += "\\t"
      case "\0"..<" ", "<", ">", "&", "\u{2028}", "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        json += "\\u" + zeros(4 - digits.count) + digits
      default: json.unicodeScalars.append(scalar)
      }
    }
    json += "\""
  }

  /// The bytes whose text this is; `nil` when there are none.
  package static func bytes(base64 text: String) -> [UInt8]? {
    guard let bytes = Base64.decode(text.utf8.span), base64(bytes) == text else { return nil }
    return bytes
  }

  private static func base64(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    Base64.encode(bytes[...], into: &text)
    return String(decoding: text, as: UTF8.self)
  }
}
