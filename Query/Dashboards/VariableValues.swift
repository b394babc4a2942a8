/// What stands for the variables of a dashboard, its own and those that Grafana has always.
package struct VariableValues: Sendable {
  private var values: [String: [String]] = [:]
  /// Names that nothing is known for, as they were met.
  package private(set) var missing: Set<String> = []

  /// - Parameters:
  ///   - start: of the time that is looked at, in milliseconds since 1970.
  ///   - step: between two points, in milliseconds.
  ///   - scrapeInterval: of the data, in milliseconds: rates need several samples.
  package init(start: Int64, end: Int64, step: Int64, scrapeInterval: Int64 = 60_000) {
    let length = max(end - start, 1)
    let rateInterval = max(4 * scrapeInterval, step + scrapeInterval)
    values = [
      "__interval": ["\(step)ms"], "__interval_ms": ["\(step)"],
      "__rate_interval": ["\(rateInterval)ms"],
      "__range": ["\(length)ms"], "__range_s": ["\(length / 1000)"], "__range_ms": ["\(length)"],
      "__from": ["\(start)"], "__to": ["\(end)"],
    ]
  }

  package mutating func set(_ name: String, to list: [String]) { values[name] = list }

  package func values(of name: String) -> [String]? { values[name] }

  /// A text with `$name`, `${name}`, `${name:format}` and `[[name]]` filled in; what is not known stays as it is.
  ///
  /// Of several values PromQL gets a pattern that matches each of them.
  package mutating func filling(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let mark = rest.firstIndex(where: { $0 == "$" || $0 == "[" }) {
      result += rest[..<mark]
      rest = rest[mark...]
      guard let (name, format, end) = Self.reference(rest) else {
        result.append(rest.removeFirst())
        continue
      }
      if let list = values[name] {
        result += Self.text(list, format)
      } else {
        // `$1` is a group of a regular expression, and `$__all` and its like are no names of people.
        if name.first?.isNumber == false { missing.insert(name) }
        result += rest[..<end]
      }
      rest = rest[end...]
    }
    return result + rest
  }

  private static func text(_ list: [String], _ format: String) -> String {
    switch format {
    case "csv", "raw": return list.joined(separator: ",")
    case "pipe": return list.joined(separator: "|")
    default:
      guard list.count != 1 || format == "regex", let first = list.first else { return list.first ?? "" }
      let escaped = list.map(escapingPattern)
      return list.count == 1 ? escapingPattern(first) : "(\(escaped.joined(separator: "|")))"
    }
  }

  /// The characters that mean something in a regular expression with backslashes before them, twice: once for the
  /// expression, once for the string in PromQL that it stands in.
  private static func escapingPattern(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      if #"\.+*?()[]{}|^$"#.contains(character) { result += #"\\"# }
      result.append(character)
    }
  }

  /// The name and the format of a reference at the beginning of a text, and where it ends.
  private static func reference(_ text: Substring) -> (name: String, format: String, end: String.Index)? {
    func isName(_ character: Character) -> Bool {
      character.isASCII && (character.isLetter || character.isNumber || character == "_")
    }
    for (opening, closing) in [("${", "}"), ("[[", "]]")] where text.hasPrefix(opening) {
      let inside = text.dropFirst(2)
      let name = inside.prefix { isName($0) || $0 == "." }
      var rest = inside[name.endIndex...]
      var format: Substring = ""
      if rest.first == ":" {
        format = rest.dropFirst().prefix { isName($0) }
        rest = rest[format.endIndex...]
      }
      guard !name.isEmpty, rest.hasPrefix(closing) else { return nil }
      return (String(name), String(format), rest.index(rest.startIndex, offsetBy: closing.count))
    }
    guard text.first == "$" else { return nil }
    let name = text.dropFirst().prefix(while: isName)
    return name.isEmpty ? nil : (String(name), "", name.endIndex)
  }
}
