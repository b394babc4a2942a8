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
    guard let first = needle.first, let last = needle.last else { return true }
    let bytes = text.span
    guard bytes.count >= needle.count else { return false }
    let (first, last) = (Letter(first), Letter(last))
    let distance = needle.count - 1
    var start = 0
    // Where both ends of the needle may stand, for 32 places at once.
    while start + distance + Block.scalarCount <= bytes.count {
      let found = first.places(in: bytes.bytes, from: start) .& last.places(in: bytes.bytes, from: start + distance)
      if any(found) {
        for place in 0..<Block.scalarCount where found[place] && isFound(at: start + place, in: bytes) { return true }
      }
      start += Block.scalarCount
    }
    while start + distance < bytes.count {
      if isFound(at: start, in: bytes) { return true }
      start += 1
    }
    return false
  }

  private typealias Block = SIMD32<UInt8>

  /// A byte as it is looked for: ASCII letters in either case.
  private struct Letter {
    private let lower: Block
    private let caseBit: Block

    init(_ byte: UInt8) {
      lower = Block(repeating: byte)
      caseBit = Block(repeating: (0x61...0x7A).contains(byte) ? 0x20 : 0)
    }

    @inline(__always)
    func places(in bytes: RawSpan, from start: Int) -> SIMDMask<SIMD32<Int8>> {
      // SAFETY: any bytes make a vector of bytes; the load is bounds-checked.
      (bytes.unsafeLoadUnaligned(fromByteOffset: start, as: Block.self) | caseBit) .== lower
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
