import TelemetryModel

/// A text that is looked for in bodies, the case of ASCII letters set aside.
///
/// As a phrase it stands there as whole words: what words are, `LogWords` says.
struct BodyText {
  private let needle: [UInt8]
  private let isPhrase: Bool

  init(_ text: String, isPhrase: Bool) {
    needle = text.utf8.map(Self.lowercased)
    self.isPhrase = isPhrase
  }

  func isFound(in text: ArraySlice<UInt8>) -> Bool {
    guard let first = needle.first else { return true }
    let bytes = text.span
    guard bytes.count >= needle.count else { return false }
    var start = 0
    while start <= bytes.count &- needle.count {
      if Self.lowercased(bytes[start]) == first, stands(at: start, in: bytes),
        !isPhrase || isBounded(at: start, in: bytes)
      {
        return true
      }
      start &+= 1
    }
    return false
  }

  @inline(__always)
  private func stands(at start: Int, in text: Swift.Span<UInt8>) -> Bool {
    var place = 1
    while place < needle.count {
      guard Self.lowercased(text[start &+ place]) == needle[place] else { return false }
      place &+= 1
    }
    return true
  }

  /// Whether no word goes on beyond either end.
  private func isBounded(at start: Int, in text: Swift.Span<UInt8>) -> Bool {
    let end = start + needle.count
    let goesOnBefore = start > 0 && Self.isWord(text[start - 1]) && Self.isWord(text[start])
    let goesOnBehind = end < text.count && Self.isWord(text[end - 1]) && Self.isWord(text[end])
    return !goesOnBefore && !goesOnBehind
  }

  @inline(__always)
  private static func lowercased(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...0xFF: true
    default: false
    }
  }
}
