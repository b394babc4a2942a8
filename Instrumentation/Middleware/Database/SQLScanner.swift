/// Cuts SQL into tokens; comments are left out.
struct SQLScanner {
  enum Kind {
    case word
    /// A name in double quotes, back quotes or brackets.
    case quotedName
    /// A text or a number.
    case literal
    case symbol
  }

  struct Token {
    let kind: Kind
    let bytes: [UInt8]
    /// White space or a comment stands before it.
    let followsSpace: Bool
  }

  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func next() -> Token? {
    let isSpaced = skipBlanks()
    guard position < bytes.count else { return nil }
    let start = position
    let kind = scan()
    return Token(kind: kind, bytes: Array(bytes[start..<position]), followsSpace: isSpaced)
  }

  private mutating func scan() -> Kind {
    switch bytes[position] {
    case UInt8(ascii: "'"):
      skip(to: UInt8(ascii: "'"))
      return .literal
    case UInt8(ascii: "\""), UInt8(ascii: "`"):
      skip(to: bytes[position])
      return .quotedName
    case UInt8(ascii: "["):
      skip(to: UInt8(ascii: "]"))
      return .quotedName
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      while position < bytes.count, isWord(bytes[position]) || bytes[position] == UInt8(ascii: ".") { position += 1 }
      return .literal
    case let byte where isWord(byte):
      // A name may have a schema before it.
      while position < bytes.count, isWord(bytes[position]) || bytes[position] == UInt8(ascii: ".") { position += 1 }
      return .word
    default:
      position += 1
      return .symbol
    }
  }

  /// Behind the closing quote, or at the end. A doubled quote stands for itself.
  private mutating func skip(to quote: UInt8) {
    position += 1
    while position < bytes.count {
      let isQuote = bytes[position] == quote
      position += 1
      guard isQuote else { continue }
      guard position < bytes.count, bytes[position] == quote else { return }
      position += 1
    }
  }

  private mutating func skipBlanks() -> Bool {
    let start = position
    while position < bytes.count {
      if bytes[position] <= 0x20 {
        position += 1
      } else if starts(with: "--") {
        while position < bytes.count, bytes[position] != 0x0A { position += 1 }
      } else if starts(with: "/*") {
        position += 2
        while position < bytes.count, !starts(with: "*/") { position += 1 }
        position = min(position + 2, bytes.count)
      } else {
        break
      }
    }
    return position > start
  }

  private func starts(with text: StaticString) -> Bool {
    let expected = [UInt8](text.description.utf8)
    return bytes[position...].starts(with: expected)
  }

  private func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x80...: true
    default: false
    }
  }
}
