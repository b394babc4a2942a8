/// A text with places for values, such as `https://logs.example.com/?trace=#{trace.traceID}&from=#{startTime | add -60000000}`.
///
/// The notation is that of Jaeger's link patterns: a name, and formatters behind it that are applied one after the other.
struct LinkTemplate: Equatable {
  /// What stands between the places: one more than there are places.
  private(set) var texts: [String] = []
  private(set) var places: [Place] = []

  struct Place: Equatable {
    let name: String
    let formatters: [Formatter]
  }

  enum Formatter: Equatable {
    /// Adds to a number.
    case add(Int)
    /// Repeats a character in front of a text until it is so long.
    case padStart(Int, String)
    /// Microseconds since 1970 as `2026-01-02T03:04:05.006Z`.
    case date
  }

  init(_ text: String) throws(LinkPatternsError) {
    var rest = text[...]
    while let opening = rest.firstRange(of: "#{") {
      texts.append(String(rest[..<opening.lowerBound]))
      guard let closing = rest[opening.upperBound...].firstIndex(of: "}") else {
        throw LinkPatternsError(reason: "'#{' has no '}' in '\(text)'")
      }
      places.append(try Place(rest[opening.upperBound..<closing]))
      rest = rest[rest.index(after: closing)...]
    }
    texts.append(String(rest))
  }
}

extension LinkTemplate.Place {
  fileprivate init(_ text: Substring) throws(LinkPatternsError) {
    let parts = text.split(separator: "|", omittingEmptySubsequences: false)
      .map { $0.split(separator: " ").map(String.init) }
    guard let name = parts.first, name.count == 1 else {
      throw LinkPatternsError(reason: "'#{\(text)}' does not begin with one name")
    }
    var formatters: [LinkTemplate.Formatter] = []
    for words in parts.dropFirst() { formatters.append(try LinkTemplate.Formatter(words)) }
    self.init(name: name[0], formatters: formatters)
  }
}

extension LinkTemplate.Formatter {
  fileprivate init(_ words: [String]) throws(LinkPatternsError) {
    switch (words.first, words.count) {
    case ("epoch_micros_to_date_iso", 1): self = .date
    case ("add", 2):
      guard let offset = Int(words[1]) else {
        throw LinkPatternsError(reason: "'add' needs a whole number, not '\(words[1])'")
      }
      self = .add(offset)
    case ("pad_start", 3):
      guard let length = Int(words[1]), (1...WebPageLimits.paddedCharacterCount).contains(length), words[2].count == 1
      else {
        throw LinkPatternsError(
          reason: "'pad_start' needs a length of at most \(WebPageLimits.paddedCharacterCount) and one character")
      }
      self = .padStart(length, words[2])
    default:
      throw LinkPatternsError(
        reason: "'\(words.joined(separator: " "))' is none of 'add NUMBER', 'pad_start LENGTH CHARACTER' and "
          + "'epoch_micros_to_date_iso'")
    }
  }
}

extension LinkTemplate: Encodable {
  /// As the page reads it: texts, and between them `{"name": ..., "formatters": [["add", -5], ...]}`.
  func encode(to encoder: any Encoder) throws {
    var list = encoder.unkeyedContainer()
    for (index, text) in texts.enumerated() {
      try list.encode(text)
      if index < places.count { try list.encode(places[index]) }
    }
  }
}

extension LinkTemplate.Place: Encodable {}

extension LinkTemplate.Formatter: Encodable {
  func encode(to encoder: any Encoder) throws {
    var words = encoder.unkeyedContainer()
    switch self {
    case .add(let offset):
      try words.encode("add")
      try words.encode(offset)
    case .padStart(let length, let character):
      try words.encode("pad")
      try words.encode(length)
      try words.encode(character)
    case .date: try words.encode("date")
    }
  }
}
