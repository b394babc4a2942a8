import TelemetryModel

extension StringTable {
  private struct Entry {
    let count: Int32
    /// The first bytes behind what all texts begin with.
    let start: UInt128
    let text: StringCode
  }

  /// Texts by falling count; those of equal count by their first bytes that tell them apart, as a rule. O(n log n).
  ///
  /// What is left equal after 16 bytes keeps the order of its codes: comparing whole texts would cost more than it
  /// earns, and is not bounded.
  func sorted(_ texts: [StringCode], countOf: (StringCode) -> Int32) -> [StringCode] {
    guard texts.count > 1 else { return texts }
    let shared = sharedByteCount(texts)
    var entries = texts.map { Entry(count: countOf($0), start: word($0, from: shared), text: $0) }
    entries.sort { left, right in
      if left.count != right.count { return left.count > right.count }
      return left.start != right.start ? left.start < right.start : left.text < right.text
    }
    return entries.map(\.text)
  }

  /// How many bytes all texts begin with, 256 at most.
  private func sharedByteCount(_ texts: [StringCode]) -> Int {
    let first = self[texts[0]].prefix(256)
    var shared = first.count
    for text in texts where shared > 0 {
      let bytes = self[text]
      shared = sharedByteCount(first.startIndex, bytes.startIndex, limit: min(shared, bytes.count))
    }
    return shared
  }

  /// How many bytes are the same from two places in the arena on, behind both of which there are `limit`.
  @inline(__always)
  private func sharedByteCount(_ left: Int, _ right: Int, limit: Int) -> Int {
    let bytes = arena.span.bytes
    var count = 0
    while count &+ 8 <= limit {
      // SAFETY: there are eight more bytes behind both.
      let difference =
        bytes.unsafeLoadUnaligned(fromByteOffset: left &+ count, as: UInt64.self)
        ^ bytes.unsafeLoadUnaligned(fromByteOffset: right &+ count, as: UInt64.self)
      if difference != 0 { return count + UInt64(littleEndian: difference).trailingZeroBitCount / 8 }
      count &+= 8
    }
    while count < limit, arena[left + count] == arena[right + count] { count += 1 }
    return count
  }

  /// 16 bytes of a text as a big-endian number; zeros behind its end.
  private func word(_ text: StringCode, from offset: Int) -> UInt128 {
    let bytes = self[text].dropFirst(offset).prefix(16)
    if bytes.count == 16 {
      // SAFETY: they lie inside the arena.
      return UInt128(
        bigEndian: arena.span.bytes.unsafeLoadUnaligned(fromByteOffset: bytes.startIndex, as: UInt128.self))
    }
    return bytes.reduce(0) { $0 << 8 | UInt128($1) } << (8 * (16 - UInt128(bytes.count)))
  }
}
