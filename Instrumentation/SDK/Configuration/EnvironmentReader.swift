/// Reads the types of value that OpenTelemetry's variables have, and notes what it cannot use.
///
/// An empty variable is an absent one. A value that cannot be used is as if it were absent, too, as the specification of
/// these variables asks: a service starts in any case, and says in `problems` what it did not understand.
struct EnvironmentReader: Sendable {
  let variables: [String: String]
  /// A sentence for each value that is not used. Values are quoted so that they cannot write to a terminal.
  private(set) var problems: [String] = []

  init(_ variables: [String: String]) { self.variables = variables }

  func text(_ name: String) -> String? {
    guard let value = variables[name]?.trimmed, !value.isEmpty else { return nil }
    return value
  }

  mutating func flag(_ name: String) -> Bool? { choice(name, ["true": true, "false": false]) }

  /// One of several words, in any case.
  mutating func choice<Value>(_ name: String, _ choices: KeyValuePairs<String, Value>) -> Value? {
    guard let value = text(name) else { return nil }
    if let choice = choices.first(where: { $0.key == value.lowercased() }) { return choice.value }
    refuse(name, value, "it can be " + choices.map(\.key).joined(separator: " or "))
    return nil
  }

  /// A whole number, not below the least that makes sense.
  mutating func count(_ name: String, atLeast least: Int = 1) -> Int? {
    guard let value = text(name) else { return nil }
    if let number = Int(value), number >= least { return number }
    refuse(name, value, "it is a whole number of at least \(least)")
    return nil
  }

  /// A time between two actions.
  mutating func interval(_ name: String) -> Duration? {
    count(name, atLeast: 0).map { .milliseconds(min(max($0, 1), Self.longestMilliseconds)) }
  }

  /// How long something may take; zero is no limit.
  mutating func timeout(_ name: String) -> Duration? {
    count(name, atLeast: 0).map {
      .milliseconds($0 == 0 ? Self.longestMilliseconds : min($0, Self.longestMilliseconds))
    }
  }

  /// A day: times are added to moments, and must not overflow there.
  private static let longestMilliseconds = 86_400_000

  /// Words between commas, those that are known.
  mutating func list<Value>(_ name: String, _ known: KeyValuePairs<String, Value>) -> [Value]? {
    guard let value = text(name) else { return nil }
    var found: [Value] = []
    for word in value.split(separator: ",").map({ $0.trimmed.lowercased() }) where !word.isEmpty {
      if let choice = known.first(where: { $0.key == word }) {
        found.append(choice.value)
      } else {
        refuse(name, word, "each part can be " + known.map(\.key).joined(separator: " or "))
      }
    }
    return found.isEmpty ? nil : found
  }

  /// The address of a collector.
  mutating func url(_ name: String) -> String? {
    guard let value = text(name) else { return nil }
    let scheme = ["http://", "https://"].first { value.lowercased().hasPrefix($0) }
    if let scheme, let first = value.dropFirst(scheme.count).first, first != "/" { return value }
    refuse(name, value, "it is an address such as http://localhost:4318")
    return nil
  }

  /// `key=value,key=value`, percent-encoded as in W3C Baggage.
  mutating func pairs(_ name: String) -> [String: String]? {
    guard let value = text(name) else { return nil }
    var pairs: [String: String] = [:]
    for part in value.split(separator: ",") where !part.trimmed.isEmpty {
      guard let equals = part.firstIndex(of: "="), !part[..<equals].trimmed.isEmpty else {
        // The value may be a secret.
        problems.append("\(name) has a part that is not used: each is key=value.")
        continue
      }
      let key = PercentCoding.decode(part[..<equals].trimmed)
      pairs[key] = PercentCoding.decode(part[part.index(after: equals)...].trimmed)
    }
    return pairs
  }

  /// Notes that a value is not used.
  mutating func refuse(_ name: String, _ value: String, _ reason: String) {
    let quoted = value.unicodeScalars.prefix(64).map { $0.escaped(asASCII: true) }.joined()
    problems.append("\(name)=\"\(quoted)\" is not used: \(reason).")
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
