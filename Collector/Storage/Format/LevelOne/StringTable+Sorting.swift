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
    let first = self[texts[0]]
    var shared = min(first.count, 256)
    for text in texts where shared > 0 {
      shared = zip(first.prefix(shared), self[text]).prefix { $0 == $1 }.count
    }
    return shared
  }

  /// 16 bytes of a text as a big-endian number; zeros behind its end.
  private func word(_ text: StringCode, from offset: Int) -> UInt128 {
    let bytes = self[text].dropFirst(offset).prefix(16)
    return bytes.reduce(0) { $0 << 8 | UInt128($1) } << (8 * (16 - UInt128(bytes.count)))
  }
}
