/// A text that is looked for in bodies, the case of ASCII letters set aside.
///
/// As a phrase it stands there as whole words: what words are, `LogWords` says.
struct BodyText {
  /// ASCII letters are lower-case.
  let needle: [UInt8]
  private let isPhrase: Bool

  init(_ text: String, isPhrase: Bool) {
    needle = text.utf8.map(Self.lowercased)
    self.isPhrase = isPhrase
  }

  func isFound(in text: ArraySlice<UInt8>) -> Bool {
    guard let head = needle.first, let tail = needle.last else { return true }
    let bytes = text.span
    guard bytes.count >= needle.count else { return false }
    let (first, last) = (Letter(head), Letter(tail))
    let distance = needle.count - 1
    var start = 0
    // Where both ends of the needle may stand, for eight places at once.
    while start + distance + 8 <= bytes.count {
      var places =
        first.places(in: bytes.bytes, from: start) & last.places(in: bytes.bytes, from: start + distance)
      while places != 0 {
        if isFound(at: start + places.trailingZeroBitCount / 8, in: bytes) { return true }
        places &= places - 1
      }
      start += 8
    }
    while start + distance < bytes.count {
      if isFound(at: start, in: bytes) { return true }
      start += 1
    }
    return false
  }

  /// A byte as it is looked for in eight bytes at once: an ASCII letter in either case.
  private struct Letter {
    private let bytes: UInt64
    private let caseBits: UInt64

    init(_ byte: UInt8) {
      bytes = 0x0101_0101_0101_0101 * UInt64(byte)
      caseBits = (0x61...0x7A).contains(byte) ? 0x2020_2020_2020_2020 : 0
    }

    /// The highest bit of each byte that is the one looked for, and of some others behind it.
    @inline(__always)
    func places(in text: RawSpan, from start: Int) -> UInt64 {
      // SAFETY: any eight bytes make a number; the load is bounds-checked.
      let word = UInt64(littleEndian: text.unsafeLoadUnaligned(fromByteOffset: start, as: UInt64.self))
      let difference = (word | caseBits) ^ bytes
      return (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
    }
  }

  @inline(__always)
  private func isFound(at start: Int, in text: Swift.Span<UInt8>) -> Bool {
    stands(at: start, in: text) && (!isPhrase || isBounded(at: start, in: text))
  }

  @inline(__always)
  private func stands(at start: Int, in text: Swift.Span<UInt8>) -> Bool {
    var place = 0
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
