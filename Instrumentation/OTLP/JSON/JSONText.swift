import TelemetryModel

/// Escapes untrusted bytes for the inside of a JSON string.
enum JSONText {
  /// Appends a quotation mark and the escaped text; the closing mark is the caller's.
  static func append(_ text: Bytes, to output: inout [UInt8]) {
    output.append(0x22)
    var position = 0
    while position < text.count {
      let start = position
      while position < text.count, isPlain(text[position]) { position &+= 1 }
      if position > start {
        text.extracting(start..<position).withUnsafeBufferPointer { output.append(contentsOf: $0) }
      }
      guard position < text.count else { return }
      let byte = text[position]
      if byte < 0x80 {
        escape(byte, to: &output)
        position += 1
      } else {
        multibyte(text, &position, to: &output)
      }
    }
  }

  @inline(__always)
  private static func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte < 0x7F && byte != 0x22 && byte != 0x5C
  }

  private static func escape(_ byte: UInt8, to output: inout [UInt8]) {
    output.append(0x5C)
    switch byte {
    case 0x22, 0x5C: output.append(byte)
    case 0x08: output.append(0x62)
    case 0x09: output.append(0x74)
    case 0x0A: output.append(0x6E)
    case 0x0C: output.append(0x66)
    case 0x0D: output.append(0x72)
    default: codeUnit(byte, to: &output)
    }
  }

  private static func codeUnit(_ byte: UInt8, to output: inout [UInt8]) {
    output.append(contentsOf: "u00".utf8)
    output.append(Hex.digits[Int(byte >> 4)])
    output.append(Hex.digits[Int(byte & 0xF)])
  }

  /// Copies one scalar of several bytes, or replaces an ill-formed sequence (Unicode, table 3-7: the longest start of
  /// a sequence becomes one U+FFFD).
  private static func multibyte(_ text: Bytes, _ position: inout Int, to output: inout [UInt8]) {
    let start = position
    let first = text[position]
    position += 1
    let (length, second): (Int, ClosedRange<UInt8>) =
      switch first {
      case 0xC2...0xDF: (2, 0x80...0xBF)
      case 0xE0: (3, 0xA0...0xBF)
      case 0xED: (3, 0x80...0x9F)
      case 0xE1...0xEF: (3, 0x80...0xBF)
      case 0xF0: (4, 0x90...0xBF)
      case 0xF4: (4, 0x80...0x8F)
      case 0xF1...0xF3: (4, 0x80...0xBF)
      default: (1, 0...0)
      }
    var expected = second
    while position - start < length, position < text.count, expected.contains(text[position]) {
      position += 1
      expected = 0x80...0xBF
    }
    if length == 1 || position - start < length {
      output.append(contentsOf: "\u{FFFD}".utf8)
    } else if first == 0xC2, text[start + 1] < 0xA0 {
      output.append(0x5C)
      codeUnit(text[start + 1], to: &output)
    } else {
      for index in start..<position { output.append(text[index]) }
    }
  }
}
