/// A 32-bit hash of bytes for tables in memory, seeded per process; never stored.
///
/// Folds 64 x 64 -> 128 bit products, 16 bytes a round, in the manner of wyhash (Wang Yi, public domain).
enum ByteHash {
  fileprivate static let seed = UInt64.random(in: .min ... .max)
  fileprivate static let multiplier: UInt64 = 0xA076_1D64_78BD_642F
  fileprivate static let finalMultiplier: UInt64 = 0xE703_7ED1_A0B4_28DB

  @inline(__always)
  static func of(_ bytes: RawSpan) -> UInt64 {
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
  @inline(__always)
  func hasSameBytes(as other: RawSpan) -> Bool {
    // SAFETY: the loads stay below `byteCount`, which both share.
    guard byteCount == other.byteCount else { return false }
    return withUnsafeBytes { left in
      other.withUnsafeBytes { right in
        var offset = 0
        while offset + 8 <= left.count {
          guard
            left.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
              == right.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
          else { return false }
          offset += 8
        }
        while offset < left.count {
          if left[offset] != right[offset] { return false }
          offset += 1
        }
        return true
      }
    }
  }
}
