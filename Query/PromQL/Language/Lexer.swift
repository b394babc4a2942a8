/// Cuts a query into tokens.
///
/// Inside braces and brackets other words are known than outside, as in Prometheus: `{sum="x"}` has a label, not an
/// aggregation, and `[5m:]` has a colon of its own.
struct Lexer {
  let bytes: [UInt8]
  var position = 0
  private var isInBraces = false
  private var isInBrackets = false
  private var openParenthesisCount = 0

  init(_ query: String) { bytes = Array(query.utf8) }

  /// The last token is the end, or what no token could be made of: the parser may find a mistake before it.
  static func tokens(of query: String) -> [Token] {
    var lexer = Lexer(query)
    var tokens: [Token] = []
    do throws(SyntaxError) {
      repeat { tokens.append(try lexer.next()) } while tokens.last?.kind != .end
    } catch {
      tokens.append(Token(kind: .invalid(error.reason), text: "", range: error.position..<error.position))
    }
    return tokens
  }

  private mutating func next() throws(SyntaxError) -> Token {
    skipSpaceAndComments()
    let start = position
    guard let byte = peek() else {
      if isInBraces { throw SyntaxError("unexpected end of input inside braces", at: start) }
      if isInBrackets { throw SyntaxError("unclosed left bracket", at: start) }
      if openParenthesisCount > 0 { throw SyntaxError("unclosed left parenthesis", at: start) }
      return Token(kind: .end, text: "", range: start..<start)
    }
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"):
      let text = try string(quote: byte)
      return Token(kind: .string, text: text, range: start..<position)
    case _ where byte.isDigit || (byte == UInt8(ascii: ".") && peek(1)?.isDigit == true): return try numberOrDuration()
    case _ where byte.isLetter || (byte == UInt8(ascii: ":") && !isInBrackets && !isInBraces): return word()
    default: return try symbol(byte)
    }
  }

  func peek(_ distance: Int = 0) -> UInt8? {
    position + distance < bytes.count ? bytes[position + distance] : nil
  }

  func text(from start: Int) -> String { String(decoding: bytes[start..<position], as: UTF8.self) }

  private mutating func skipSpaceAndComments() {
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): position += 1
      case UInt8(ascii: "#"): while let byte = peek(), byte != UInt8(ascii: "\n") { position += 1 }
      default: return
      }
    }
  }

  private mutating func word() -> Token {
    let start = position
    while let byte = peek(), byte.isLetter || byte.isDigit || (byte == UInt8(ascii: ":") && !isInBraces) {
      position += 1
    }
    let text = text(from: start)
    return Token(kind: kind(ofWord: text), text: text, range: start..<position)
  }

  private func kind(ofWord word: String) -> Token.Kind {
    if isInBraces { return .identifier }
    let lower = word.lowercased()
    if lower == "inf" || lower == "nan" { return .number }
    if Token.keywords.contains(lower) { return .keyword(lower) }
    if let aggregation = AggregationOperator(rawValue: lower) { return .aggregation(aggregation) }
    if let operation = BinaryOperator(rawValue: lower) { return .binary(operation) }
    return word.utf8.contains(UInt8(ascii: ":")) ? .metricIdentifier : .identifier
  }

  private mutating func symbol(_ byte: UInt8) throws(SyntaxError) -> Token {
    let start = position
    if let following = peek(1) {
      let pair = String(decoding: [byte, following], as: UTF8.self)
      if let kind = Self.pairs[pair] {
        position += 2
        return Token(kind: kind, text: pair, range: start..<position)
      }
    }
    guard let kind = Self.symbols[byte] else { throw unexpectedCharacter() }
    position += 1
    switch kind {
    case .leftBrace: isInBraces = true
    case .rightBrace: isInBraces = false
    case .leftBracket: isInBrackets = true
    case .rightBracket: isInBrackets = false
    case .leftParenthesis: openParenthesisCount += 1
    case .rightParenthesis:
      openParenthesisCount -= 1
      if openParenthesisCount < 0 { throw SyntaxError("unexpected right parenthesis ')'", at: position) }
    default: break
    }
    return Token(kind: kind, text: text(from: start), range: start..<position)
  }

  private func unexpectedCharacter() -> SyntaxError {
    let place = isInBraces ? " inside braces" : ""
    return SyntaxError("unexpected character\(place): \(nextCharacter(at: position))", at: position)
  }

  /// The character that begins at a byte, in quotes.
  func nextCharacter(at place: Int) -> String {
    String(String(decoding: bytes[place..<min(place + 4, bytes.count)], as: UTF8.self).prefix(1)).quoted
  }

  private static let pairs: [String: Token.Kind] = [
    "==": .binary(.equal), "!=": .binary(.notEqual), "<=": .binary(.lessOrEqual), ">=": .binary(.greaterOrEqual),
    "=~": .matching, "!~": .notMatching,
  ]

  private static let symbols: [UInt8: Token.Kind] = [
    UInt8(ascii: "+"): .binary(.add), UInt8(ascii: "-"): .binary(.subtract), UInt8(ascii: "*"): .binary(.multiply),
    UInt8(ascii: "/"): .binary(.divide), UInt8(ascii: "%"): .binary(.modulo), UInt8(ascii: "^"): .binary(.power),
    UInt8(ascii: "<"): .binary(.less), UInt8(ascii: ">"): .binary(.greater), UInt8(ascii: "="): .assign,
    UInt8(ascii: "@"): .at, UInt8(ascii: ","): .comma, UInt8(ascii: ":"): .colon,
    UInt8(ascii: "("): .leftParenthesis, UInt8(ascii: ")"): .rightParenthesis,
    UInt8(ascii: "{"): .leftBrace, UInt8(ascii: "}"): .rightBrace,
    UInt8(ascii: "["): .leftBracket, UInt8(ascii: "]"): .rightBracket,
  ]
}

extension UInt8 {
  var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

  /// A letter of ASCII or an underscore: what a name begins with.
  var isLetter: Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) || self == UInt8(ascii: "_")
  }
}
