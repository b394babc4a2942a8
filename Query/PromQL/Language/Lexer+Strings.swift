extension Lexer {
  /// A text in quotes, with Go's escapes, or in backticks, without any.
  mutating func string(quote: UInt8) throws(SyntaxError) -> String {
    let start = position
    let isRaw = quote == UInt8(ascii: "`")
    position += 1
    var result: [UInt8] = []
    while let byte = peek() {
      position += 1
      switch byte {
      case quote:
        guard let text = String(validating: result, as: UTF8.self) else {
          throw SyntaxError("this string is no valid UTF-8 once its escapes are resolved", at: start)
        }
        return text
      case UInt8(ascii: "\\") where !isRaw: try escape(quote: quote, into: &result)
      case UInt8(ascii: "\n") where !isRaw: throw SyntaxError("unterminated quoted string", at: start)
      default: result.append(byte)
      }
    }
    throw SyntaxError(isRaw ? "unterminated raw string" : "unterminated quoted string", at: start)
  }

  /// What follows a backslash.
  private mutating func escape(quote: UInt8, into result: inout [UInt8]) throws(SyntaxError) {
    let start = position - 1
    guard let byte = peek() else { throw SyntaxError("escape sequence not terminated", at: start) }
    position += 1
    switch byte {
    case UInt8(ascii: "a"): result.append(0x07)
    case UInt8(ascii: "b"): result.append(0x08)
    case UInt8(ascii: "f"): result.append(0x0C)
    case UInt8(ascii: "n"): result.append(0x0A)
    case UInt8(ascii: "r"): result.append(0x0D)
    case UInt8(ascii: "t"): result.append(0x09)
    case UInt8(ascii: "v"): result.append(0x0B)
    case UInt8(ascii: "\\"), quote: result.append(byte)
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      position -= 1
      result.append(try byteValue(digitCount: 3, radix: 8, start: start))
    case UInt8(ascii: "x"): result.append(try byteValue(digitCount: 2, radix: 16, start: start))
    case UInt8(ascii: "u"): try appendScalar(digitCount: 4, start: start, to: &result)
    case UInt8(ascii: "U"): try appendScalar(digitCount: 8, start: start, to: &result)
    default:
      throw SyntaxError("unknown escape sequence: a backslash before \(nextCharacter(at: position - 1))", at: start)
    }
  }

  private mutating func digits(_ count: Int, radix: Int, start: Int) throws(SyntaxError) -> UInt32 {
    let end = min(position + count, bytes.count)
    let text = String(decoding: bytes[position..<end], as: UTF8.self)
    guard text.utf8.count == count, let value = UInt32(text, radix: radix), text.utf8.first != UInt8(ascii: "+") else {
      throw SyntaxError("illegal character in escape sequence", at: start)
    }
    position = end
    return value
  }

  private mutating func byteValue(digitCount: Int, radix: Int, start: Int) throws(SyntaxError) -> UInt8 {
    guard let byte = UInt8(exactly: try digits(digitCount, radix: radix, start: start)) else {
      throw SyntaxError("escape sequence is an invalid byte", at: start)
    }
    return byte
  }

  private mutating func appendScalar(digitCount: Int, start: Int, to result: inout [UInt8]) throws(SyntaxError) {
    guard let scalar = Unicode.Scalar(try digits(digitCount, radix: 16, start: start)) else {
      throw SyntaxError("escape sequence is an invalid Unicode code point", at: start)
    }
    result.append(contentsOf: String(Character(scalar)).utf8)
  }
}
