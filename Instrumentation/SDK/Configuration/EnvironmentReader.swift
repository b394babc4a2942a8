/// Reads the types of value that OpenTelemetry's variables have. An empty variable is an absent one.
struct EnvironmentReader: Sendable {
  let variables: [String: String]

  func text(_ name: String) -> String? {
    guard let value = variables[name]?.trimmed, !value.isEmpty else { return nil }
    return value
  }

  func flag(_ name: String) -> Bool? { text(name).map { $0.lowercased() == "true" } }

  /// A whole number above zero.
  func count(_ name: String) -> Int? { text(name).flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } }

  func milliseconds(_ name: String) -> Duration? { count(name).map { .milliseconds(min($0, 86_400_000)) } }

  func list(_ name: String) -> [String]? {
    text(name).map { $0.split(separator: ",").map { $0.trimmed.lowercased() }.filter { !$0.isEmpty } }
  }

  /// `key=value,key=value`, percent-encoded as in W3C Baggage.
  func pairs(_ name: String) -> [String: String] {
    var pairs: [String: String] = [:]
    for part in (text(name) ?? "").split(separator: ",") {
      guard let equals = part.firstIndex(of: "=") else { continue }
      let key = PercentCoding.decode(part[..<equals].trimmed)
      if !key.isEmpty { pairs[key] = PercentCoding.decode(part[part.index(after: equals)...].trimmed) }
    }
    return pairs
  }
}

extension StringProtocol {
  /// The text without spaces and tabs at its ends.
  var trimmed: String {
    func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }
    guard let first = firstIndex(where: { !isBlank($0) }), let last = lastIndex(where: { !isBlank($0) }) else {
      return ""
    }
    return String(self[first...last])
  }
}
