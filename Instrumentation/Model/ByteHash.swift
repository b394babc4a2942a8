/// A 32-bit hash of bytes for tables in memory, seeded per process; never stored.
///
/// Folds 64 x 64 -> 128 bit products, 16 bytes a round, in the manner of wyhash (Wang Yi, public domain).
enum ByteHash {
  /// Tables keep a copy: reading a global costs a call.
  static let seed = UInt64.random(in: .min ... .max)
  fileprivate static let multiplier: UInt64 = 0xA076_1D64_78BD_642F
  fileprivate static let finalMultiplier: UInt64 = 0xE703_7ED1_A0B4_28DB

  @inline(__always)
  static func of(_ bytes: RawSpan, seed: UInt64) -> UInt64 {
    bytes.withUnsafeBytes { of($0, seed: seed) }
  }

  @inline(__always)
  fileprivate static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
  }

  // SAFETY: every load lies inside `bytes`; the branches on the length see to it.
  @inline(__always)
  private static func of(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
    var hash = seed ^ UInt64(bytes.count)
    var offset = 0
    var remaining = bytes.count
    func word(_ offset: Int) -> UInt64 { bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self) }
    while remaining > 16 {
      hash = fold(word(offset) ^ multiplier, word(offset + 8) ^ hash)
      offset += 16
      remaining -= 16
    }
    var first: UInt64 = 0
    var last: UInt64 = 0
    if remaining >= 8 {
      first = word(offset)
      last = word(offset + remaining - 8)
    } else if remaining >= 4 {
      first = UInt64(bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
      last = UInt64(bytes.loadUnaligned(fromByteOffset: offset + remaining - 4, as: UInt32.self))
    } else if remaining > 0 {
      first = UInt64(bytes[offset]) | UInt64(bytes[offset + remaining / 2]) << 8
      last = UInt64(bytes[offset + remaining - 1])
    }
    return fold(fold(first ^ multiplier, last ^ hash), finalMultiplier) & 0xFFFF_FFFF
  }
}

/// The same hash over 64-bit words that are fed one by one.
package struct WordHash {
  private var state = ByteHash.seed

  package init() {}

  @inline(__always)
  package mutating func combine(_ word: UInt64) { state = ByteHash.fold(word ^ ByteHash.multiplier, state) }

  /// 32 bits.
  @inline(__always)
  package var value: UInt64 { ByteHash.fold(state, ByteHash.finalMultiplier) & 0xFFFF_FFFF }
}

extension RawSpan {
  /// Compares 8 bytes at a time; the last word of a text overlaps the one before it.
  @inline(__always)
  func hasSameBytes(as other: RawSpan) -> Bool {
    guard byteCount == other.byteCount else { return false }
    return withUnsafeBytes { left in
      other.withUnsafeBytes { right in
        // SAFETY: every load lies within `count`, which both share; the branches on the length see to it.
        func isEqual<Word: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, _ type: Word.Type) -> Bool {
          left.loadUnaligned(fromByteOffset: offset, as: type) == right.loadUnaligned(fromByteOffset: offset, as: type)
        }
        let count = left.count
        if count >= 8 {
          var offset = 0
          while offset &+ 8 <= count {
            guard isEqual(offset, UInt64.self) else { return false }
            offset &+= 8
          }
          return isEqual(count &- 8, UInt64.self)
        }
        if count >= 4 { return isEqual(0, UInt32.self) && isEqual(count &- 4, UInt32.self) }
        if count >= 2 { return isEqual(0, UInt16.self) && isEqual(count &- 2, UInt16.self) }
        return count == 0 || left[0] == right[0]
      }
    }
  }
}
