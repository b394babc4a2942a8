/// A set of 64-bit hashes in 9 or 18 bits each: never misses a member, takes 1 in 256 or in 65,536 others for one.
///
/// A binary fuse filter (Thomas Mueller Graf and Daniel Lemire, "Binary Fuse Filters", 2022): three slots belong to a
/// hash, one in each of three neighbouring segments of the table, and the exclusive or of what they hold is the
/// fingerprint of a member. A look-up reads three slots. `FilterHash` makes the hashes.
///
///     content of the block (see BlockHeader), numbers little-endian:
///     12      1           bits of a fingerprint: 8 or 16
///     13      1           form: 0 table, 1 everything (no table follows; every look-up says yes)
///     14      2           zero
///     16      4           number of hashes
///     20      8           seed
///     28      4           slots of a segment, a power of two (0: no table)
///     32      4           number of segments a first slot may lie in (0: no table)
///     36      ...         (segments + 2) x slots fingerprints
///
///     with   h = mix(hash + seed)   (`FilterHash.mix`, modulo 2^64), slots s, segments n:
///     first slot       the upper 64 bits of the product h x (s x n)
///     second slot      (first + s) ^ (h >> 18 & s - 1)
///     third slot       (first + 2 x s) ^ (h & s - 1)
///     fingerprint      the lowest 8 or 16 bits of h ^ h >> 32
package struct BinaryFuseFilter: Sendable {
  /// How many bits of a hash the table keeps: what a false positive costs decides.
  package enum Width: UInt8, Sendable, CaseIterable {
    /// One false positive in 256; 9 bits a hash.
    case bits8 = 8
    /// One false positive in 65,536; 18 bits a hash.
    case bits16 = 16

    var byteCount: Int { Int(rawValue) / 8 }
  }

  static let formatVersion: UInt8 = 1

  package let width: Width
  /// How many different hashes are members.
  package let count: Int
  let geometry: BinaryFuseGeometry
  /// Little-endian fingerprints. Empty for no members, and for a filter that matches everything.
  let table: [UInt8]

  init(width: Width, count: Int, geometry: BinaryFuseGeometry, table: [UInt8]) {
    self.width = width
    self.count = count
    self.geometry = geometry
    self.table = table
  }

  /// Whether the filter had to give up and takes every hash for a member. Not seen in practice: see `init(_:width:)`.
  package var matchesEverything: Bool { count > 0 && table.isEmpty }

  /// About how much memory the filter takes.
  package var byteCount: Int { table.count }

  /// Whether the hash may be a member; `false` is certain. O(1).
  package func mayContain(_ hash: UInt64) -> Bool {
    if table.isEmpty { return count > 0 }
    let mixed = geometry.mix(hash)
    let (first, second, third) = geometry.slots(of: mixed)
    switch width {
    case .bits8:
      return table[first] ^ table[second] ^ table[third]
        == UInt8(truncatingIfNeeded: BinaryFuseGeometry.fingerprint(of: mixed))
    case .bits16:
      let stored = fingerprint16(first) ^ fingerprint16(second) ^ fingerprint16(third)
      return stored == BinaryFuseGeometry.fingerprint(of: mixed)
    }
  }

  @inline(__always)
  private func fingerprint16(_ slot: Int) -> UInt16 { UInt16(table[2 * slot]) | UInt16(table[2 * slot + 1]) << 8 }
}
