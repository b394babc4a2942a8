/// The place of a text in a `StringTable`. Code 0 is always the empty text.
package typealias StringCode = UInt32

/// Byte strings, each kept once and named by a small number.
///
/// Texts are bytes as the sender wrote them: UTF-8 is neither checked nor repaired here, so nothing is lost.
/// All contents lie in one array; looking a text up costs one hash over its bytes, 8 at a time, and, as a rule, one
/// probe. The hash is seeded per process, so that no sender can choose texts that collide.
///
/// - Important: Holds at most 4 GiB of text; `intern` traps beyond it. Requests are limited to a small part of that.
package struct StringTable: Sendable {
  /// All texts, one after the other.
  package private(set) var arena: [UInt8]
  /// Where each text ends in `arena`; it starts where the one before it ends.
  package private(set) var ends: [UInt32]
  /// Open addressing: hash in the upper half, code in the lower; 0 is vacant. Empty until the first `intern`.
  private var slots: [UInt64]
  private let seed = ByteHash.seed

  package init() {
    arena = []
    ends = [0]
    slots = []
  }

  /// A table of texts that are known to be distinct, the first of them empty, as a segment holds them.
  package init(arena: [UInt8], ends: [UInt32]) {
    precondition(ends.first == 0 && Int(ends[ends.count - 1]) == arena.count, "the first text is the empty one")
    self.arena = arena
    self.ends = ends
    slots = []
  }

  /// How many texts there are, the empty one included.
  @inlinable
  package var count: Int { ends.count }

  package mutating func reserveCapacity(_ textCount: Int, byteCount: Int) {
    arena.reserveCapacity(byteCount)
    ends.reserveCapacity(textCount)
  }

  @inline(__always)
  private func bounds(of code: StringCode) -> Range<Int> {
    let index = Int(code)
    return (index == 0 ? 0 : Int(ends[index - 1]))..<Int(ends[index])
  }

  /// The bytes of a text.
  package subscript(code: StringCode) -> ArraySlice<UInt8> { arena[bounds(of: code)] }

  package func byteCount(of code: StringCode) -> Int { bounds(of: code).count }

  /// The text; invalid UTF-8 is repaired with U+FFFD.
  package func text(_ code: StringCode) -> String { String(decoding: self[code], as: UTF8.self) }

  /// The code of `text`, added when it is new. Amortised O(length of the text).
  package mutating func intern(_ text: RawSpan) -> StringCode {
    if text.byteCount == 0 { return 0 }
    if (ends.count + 1) * 2 > slots.count { growIndex() }
    let hash = ByteHash.of(text, seed: seed)
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let entry = slots[slot]
      if entry == 0 { break }
      if entry >> 32 == hash, isEqual(StringCode(truncatingIfNeeded: entry), text) {
        return StringCode(truncatingIfNeeded: entry)
      }
      slot = (slot + 1) & mask
    }
    let code = StringCode(ends.count)
    slots[slot] = hash << 32 | UInt64(code)
    text.withUnsafeBytes { arena.append(contentsOf: $0) }
    ends.append(UInt32(arena.count))
    return code
  }

  package mutating func intern(_ text: String) -> StringCode {
    var text = text
    // SAFETY: the span is used only inside the closure, while `text` lives.
    return text.withUTF8 { intern(RawSpan(_unsafeElements: $0)) }
  }

  package mutating func intern(_ bytes: ArraySlice<UInt8>) -> StringCode {
    intern(bytes.span.bytes)
  }

  /// The code of `text` if the table holds it. O(1) once the index exists, else O(texts).
  package func code(of text: String) -> StringCode? { withRawSpan(of: text) { code(of: $0) } }

  package func code(of bytes: ArraySlice<UInt8>) -> StringCode? { code(of: bytes.span.bytes) }

  private func code(of wanted: RawSpan) -> StringCode? {
    if wanted.byteCount == 0 { return 0 }
    if slots.isEmpty {
      return (1..<StringCode(max(1, ends.count))).first { isEqual($0, wanted) }
    }
    let hash = ByteHash.of(wanted, seed: seed)
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      let code = StringCode(truncatingIfNeeded: slots[slot])
      if slots[slot] >> 32 == hash, isEqual(code, wanted) { return code }
      slot = (slot + 1) & mask
    }
    return nil
  }

  @inline(__always)
  private func isEqual(_ code: StringCode, _ text: RawSpan) -> Bool {
    let bounds = bounds(of: code)
    guard bounds.count == text.byteCount else { return false }
    return arena.span.extracting(bounds).bytes.hasSameBytes(as: text)
  }

  private mutating func growIndex() {
    var capacity = max(64, slots.count * 2)
    while (ends.count + 1) * 2 > capacity { capacity *= 2 }
    var grown = [UInt64](repeating: 0, count: capacity)
    let mask = capacity - 1
    func insert(_ entry: UInt64) {
      var slot = Int(truncatingIfNeeded: entry >> 32) & mask
      while grown[slot] != 0 { slot = (slot + 1) & mask }
      grown[slot] = entry
    }
    if slots.isEmpty {
      for code in 1..<StringCode(max(1, ends.count)) {
        insert(ByteHash.of(arena.span.extracting(bounds(of: code)).bytes, seed: seed) << 32 | UInt64(code))
      }
    } else {
      for entry in slots where entry != 0 { insert(entry) }
    }
    slots = grown
  }
}
