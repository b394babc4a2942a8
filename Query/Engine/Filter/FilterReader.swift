/// The words of a filter, one after the other, with their places.
struct FilterReader {
  private let scalars: [Unicode.Scalar]
  private(set) var position = 0

  init(_ text: String) { scalars = Array(text.unicodeScalars) }

  /// A text with its place; quotes say that it stands for itself.
  struct Word {
    let text: String
    let isQuoted: Bool
    let position: Int
  }

  var current: Unicode.Scalar? { scalar(at: position) }

  var isAtEnd: Bool { position >= scalars.count }

  func error(_ reason: String) -> SpanFilterError { SpanFilterError(reason, position: position) }

  mutating func advance(by count: Int) { position += count }

  mutating func skipSpaces() {
    while let current, Self.isSpace(current) { position += 1 }
  }

  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard current == scalar else { return false }
    position += 1
    return true
  }

  /// Takes a word of the language, in either case, with the spaces before it.
  ///
  /// - Parameter next: what has to follow; without it, a space or a parenthesis.
  mutating func take(word: StaticString, before next: Unicode.Scalar? = nil) -> Bool {
    skipSpaces()
    guard let end = end(of: word, at: position) else { return false }
    var rest = end
    while let space = scalar(at: rest), Self.isSpace(space) { rest += 1 }
    guard let following = scalar(at: rest), next.map({ $0 == following }) ?? (rest > end || following == "(") else {
      return false
    }
    // `not =1` asks for an attribute of that name.
    if operatorLength(at: rest) > 0 { return false }
    position = end
    return true
  }

  /// The operator that stands here.
  var filterOperator: FilterOperator? {
    FilterOperator.allCases.first { starts(with: $0.rawValue, at: position) }
  }

  /// Takes a key up to where `isEnd` holds, without the spaces around it.
  mutating func key(upTo isEnd: (FilterReader) -> Bool) throws(SpanFilterError) -> Word {
    skipSpaces()
    let start = position
    if current == "\"" {
      let text = try quoted()
      skipSpaces()
      return Word(text: text, isQuoted: true, position: start)
    }
    while !isAtEnd, !isEnd(self) { position += 1 }
    let text = trimmed(start, position)
    guard !text.isEmpty else {
      throw SpanFilterError(
        start < scalars.count ? "expected a key" : "the filter ends where a condition is expected", position: start)
    }
    return Word(text: text, isQuoted: false, position: start)
  }

  /// Takes what a condition compares with.
  mutating func value(isGrouped: Bool, isPattern: Bool) throws(SpanFilterError) -> Word {
    // Where a space may be the last one of the value, or the one before a word.
    let first = position
    skipSpaces()
    let start = position
    if current == "\"" { return Word(text: try quoted(), isQuoted: true, position: start) }
    position = first
    var openCount = 0
    while let scalar = current {
      if scalar == "(" { openCount += 1 }
      if scalar == ")" {
        if openCount == 0, isGrouped { break }
        openCount = max(0, openCount - 1)
      }
      if openCount == 0, Self.isSpace(scalar), beginsConnective(at: position + 1) { break }
      position += isPattern && scalar == "\\" ? min(2, scalars.count - position) : 1
    }
    return Word(text: start < position ? trimmed(start, position) : "", isQuoted: false, position: start)
  }
}

// MARK: Looking ahead

extension FilterReader {
  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r"
  }

  private func scalar(at place: Int) -> Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }

  private func starts(with text: String, at place: Int) -> Bool {
    scalars[min(place, scalars.count)...].starts(with: text.unicodeScalars)
  }

  private func operatorLength(at place: Int) -> Int {
    FilterOperator.allCases.first { starts(with: $0.rawValue, at: place) }?.rawValue.unicodeScalars.count ?? 0
  }

  /// Where a word ends that stands at a place, in either case.
  private func end(of word: StaticString, at place: Int) -> Int? {
    let text = "\(word)"
    let end = place + text.unicodeScalars.count
    guard end <= scalars.count else { return nil }
    for (scalar, letter) in zip(scalars[place..<end], text.unicodeScalars)
    where scalar != letter && scalar.properties.lowercaseMapping.unicodeScalars.first != letter { return nil }
    return end
  }

  /// Whether `and` or `or` stands here, and behind it something that a condition may begin with.
  private func beginsConnective(at place: Int) -> Bool {
    guard let end = connectiveEnd(at: place) else { return false }
    return beginsCondition(at: end)
  }

  private func connectiveEnd(at place: Int) -> Int? {
    guard let end = end(of: "and", at: place) ?? end(of: "or", at: place), let next = scalar(at: end),
      Self.isSpace(next) || next == "("
    else { return nil }
    return end
  }

  /// Whether a key and an operator follow, behind any parentheses and `not`, before the next `and` or `or`.
  private func beginsCondition(at start: Int) -> Bool {
    var place = start
    while let scalar = scalar(at: place), Self.isSpace(scalar) || scalar == "(" { place += 1 }
    if let end = end(of: "exists", at: place), scalar(at: end) == "(" { return true }
    if scalar(at: place) == "\"" { return beginsQuotedKey(at: place) }
    while let scalar = scalar(at: place), scalar != "\"" {
      if operatorLength(at: place) > 0 { return true }
      if Self.isSpace(scalar), connectiveEnd(at: place + 1) != nil { return false }
      place += 1
    }
    return false
  }

  /// Whether quotes and an operator follow.
  private func beginsQuotedKey(at start: Int) -> Bool {
    var ahead = self
    ahead.position = start
    guard (try? ahead.quoted()) != nil else { return false }
    ahead.skipSpaces()
    return ahead.filterOperator != nil
  }

  /// What stands between quotes, from the opening one on. A backslash stands for itself except before a quote or another
  /// backslash, so that regular expressions read as they are.
  private mutating func quoted() throws(SpanFilterError) -> String {
    let start = position
    var text = String.UnicodeScalarView()
    position += 1
    while let scalar = current {
      position += 1
      if scalar == "\"" { return String(text) }
      if scalar == "\\", let next = current, next == "\"" || next == "\\" {
        text.append(next)
        position += 1
      } else {
        text.append(scalar)
      }
    }
    throw SpanFilterError("this quote is not closed", position: start)
  }

  private func trimmed(_ start: Int, _ end: Int) -> String {
    var end = end
    while end > start, Self.isSpace(scalars[end - 1]) { end -= 1 }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars[start..<end])
    return String(text)
  }
}
