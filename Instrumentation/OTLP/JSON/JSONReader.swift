import TelemetryModel

/// Pulls the tokens of a JSON text (RFC 8259) out of its bytes, one after the other, without building a tree.
///
/// Every function takes the same `bytes`: like the protobuf decoder, it works with one span over the whole text.
/// `null` in the place of an object or array means the default, as protobuf's JSON mapping has it.
struct JSONReader: ~Copyable {
  var position = 0
  /// The characters of the latest text that had escapes.
  private(set) var scratch: [UInt8] = []
  /// Whether the innermost array or object has just begun.
  private var isFirst = false

  /// A string of the source: where its characters are.
  struct Text {
    /// The characters between the quotes, when there is no escape among them; otherwise they are in `scratch`.
    let range: Range<Int>
    let isEscaped: Bool
  }

  func error(_ reason: OTLPDecodeError.Reason) -> OTLPDecodeError { OTLPDecodeError(reason, at: position) }

  /// The next byte that is no white space, which stays unread.
  @inline(__always)
  mutating func peek(_ bytes: Bytes) throws(OTLPDecodeError) -> UInt8 {
    while position < bytes.count {
      let byte = bytes[position]
      if byte > 0x20 { return byte }
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { throw error(.unexpectedByte) }
      position &+= 1
    }
    throw error(.unexpectedEnd)
  }

  /// Makes sure that nothing but white space is left.
  mutating func finish(_ bytes: Bytes) throws(OTLPDecodeError) {
    while position < bytes.count {
      guard [0x20, 0x0A, 0x0D, 0x09].contains(bytes[position]) else { throw error(.trailingBytes) }
      position += 1
    }
  }

  /// Reads a literal when it is the next token.
  mutating func consume(_ literal: StaticString, _ bytes: Bytes) throws(OTLPDecodeError) -> Bool {
    _ = try peek(bytes)
    guard literal.matches(bytes, position..<min(bytes.count, position + literal.utf8CodeUnitCount)) else {
      return false
    }
    position += literal.utf8CodeUnitCount
    return true
  }
}

extension JSONReader {
  /// Reads `null` when it is the next token.
  @inline(__always)
  mutating func consumeNull(_ bytes: Bytes) throws(OTLPDecodeError) -> Bool {
    guard try peek(bytes) == 0x6E else { return false }
    return try consume("null", bytes)
  }
}

// MARK: Objects and arrays

extension JSONReader {
  /// Reads `{`; false for `null`.
  @inline(__always)
  mutating func beginObject(_ bytes: Bytes) throws(OTLPDecodeError) -> Bool { try begin(0x7B, bytes) }

  /// Reads `[`; false for `null`.
  @inline(__always)
  mutating func beginArray(_ bytes: Bytes) throws(OTLPDecodeError) -> Bool { try begin(0x5B, bytes) }

  @inline(__always)
  private mutating func begin(_ bracket: UInt8, _ bytes: Bytes) throws(OTLPDecodeError) -> Bool {
    if try peek(bytes) != bracket {
      guard try consume("null", bytes) else { throw error(.unexpectedByte) }
      return false
    }
    position &+= 1
    isFirst = true
    return true
  }

  /// Moves to the next member of an object and reads its name and colon; `nil` behind the last.
  @inline(__always)
  mutating func nextKey(_ bytes: Bytes) throws(OTLPDecodeError) -> Text? {
    guard try advance(to: 0x7D, bytes) else { return nil }
    let key = try text(bytes)
    guard try peek(bytes) == 0x3A else { throw error(.unexpectedByte) }
    position &+= 1
    return key
  }

  /// Moves to the next element of an array; false behind the last.
  @inline(__always)
  mutating func nextElement(_ bytes: Bytes) throws(OTLPDecodeError) -> Bool { try advance(to: 0x5D, bytes) }

  @inline(__always)
  private mutating func advance(to end: UInt8, _ bytes: Bytes) throws(OTLPDecodeError) -> Bool {
    let wasFirst = isFirst
    isFirst = false
    let byte = try peek(bytes)
    if byte == end {
      position &+= 1
      return false
    }
    if !wasFirst {
      guard byte == 0x2C else { throw error(.unexpectedByte) }
      position &+= 1
    }
    return true
  }

  /// Whether a member has this name.
  @inline(__always)
  func key(_ key: Text, is name: StaticString, _ bytes: Bytes) -> Bool {
    key.isEscaped ? name.matches(scratch.span, 0..<scratch.count) : name.matches(bytes, key.range)
  }
}

// MARK: Strings

extension JSONReader {
  /// Reads a string.
  @inline(__always)
  mutating func text(_ bytes: Bytes) throws(OTLPDecodeError) -> Text {
    guard try peek(bytes) == 0x22 else { throw error(.unexpectedByte) }
    position &+= 1
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      if byte == 0x22 {
        position &+= 1
        return Text(range: start..<position &- 1, isEscaped: false)
      }
      if byte == 0x5C { return try escapedText(bytes, from: start) }
      guard byte >= 0x20 else { throw error(.malformedString) }
      position &+= 1
    }
    throw error(.unexpectedEnd)
  }

  /// Reads the rest of a string whose first escape is at `position`.
  @inline(never)
  private mutating func escapedText(_ bytes: Bytes, from start: Int) throws(OTLPDecodeError) -> Text {
    scratch.removeAll(keepingCapacity: true)
    bytes.extracting(start..<position).withUnsafeBufferPointer { scratch.append(contentsOf: $0) }
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case 0x22: return Text(range: start..<position - 1, isEscaped: true)
      case 0x5C: try escape(bytes)
      case 0x00..<0x20: throw error(.malformedString)
      default: scratch.append(byte)
      }
    }
    throw error(.unexpectedEnd)
  }

  private mutating func escape(_ bytes: Bytes) throws(OTLPDecodeError) {
    guard position < bytes.count else { throw error(.unexpectedEnd) }
    let byte = bytes[position]
    position += 1
    switch byte {
    case 0x22, 0x2F, 0x5C: scratch.append(byte)
    case 0x62: scratch.append(0x08)
    case 0x66: scratch.append(0x0C)
    case 0x6E: scratch.append(0x0A)
    case 0x72: scratch.append(0x0D)
    case 0x74: scratch.append(0x09)
    case 0x75: try unicodeEscape(bytes)
    default: throw error(.malformedString)
    }
  }

  /// Reads what follows `\u`: one scalar, or a pair of surrogates; a lone surrogate becomes U+FFFD.
  private mutating func unicodeEscape(_ bytes: Bytes) throws(OTLPDecodeError) {
    var value = try codeUnit(bytes)
    if value & 0xFC00 == 0xD800, position + 6 <= bytes.count, bytes[position] == 0x5C, bytes[position + 1] == 0x75 {
      let afterFirst = position
      position += 2
      let second = try codeUnit(bytes)
      if second & 0xFC00 == 0xDC00 {
        value = 0x10000 + (value & 0x3FF) << 10 + second & 0x3FF
      } else {
        position = afterFirst
      }
    }
    scratch.append(contentsOf: String(UnicodeScalar(value) ?? "\u{FFFD}").utf8)
  }

  private mutating func codeUnit(_ bytes: Bytes) throws(OTLPDecodeError) -> UInt32 {
    guard position + 4 <= bytes.count else { throw error(.unexpectedEnd) }
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Hex.value(of: bytes[position]) else { throw error(.malformedString) }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }
}

extension StaticString {
  /// Whether the range of `bytes` holds exactly this ASCII text.
  @inline(__always)
  func matches(_ bytes: Bytes, _ range: Range<Int>) -> Bool {
    guard range.count == utf8CodeUnitCount else { return false }
    // SAFETY: the buffer is read only inside the closure, within its bounds.
    return withUTF8Buffer { name in
      for offset in 0..<name.count where name[offset] != bytes[range.lowerBound &+ offset] { return false }
      return true
    }
  }
}
