import Foundation

/// The size of a binary fuse table, and which three of its slots belong to a hash.
struct BinaryFuseGeometry: Equatable, Sendable {
  /// Segments larger than this leave the processor's caches and win nothing.
  static let largestSegmentSlotCount = 1 << 18

  let seed: UInt64
  /// A power of two; 0 when there is no table.
  let segmentSlotCount: Int
  /// How many segments a first slot may lie in; two more follow them.
  let segmentCount: Int

  static let empty = BinaryFuseGeometry(seed: 0, segmentSlotCount: 0, segmentCount: 0)

  init(seed: UInt64, segmentSlotCount: Int, segmentCount: Int) {
    self.seed = seed
    self.segmentSlotCount = segmentSlotCount
    self.segmentCount = segmentCount
  }

  /// The sizes that the paper found to work for three slots a hash (section 4), enlarged by a factor if need be.
  init(hashCount: Int, seed: UInt64, enlargement: Double = 1) {
    self.seed = seed
    let count = Double(max(2, hashCount))
    let exponent = Int(log(count) / log(3.33) + 2.25)
    segmentSlotCount = min(1 << exponent, Self.largestSegmentSlotCount)
    let slotsPerHash = max(1.125, 0.875 + 0.25 * log(1e6) / log(count))
    let slotCount = Int((count * slotsPerHash * enlargement).rounded(.up))
    segmentCount = max(1, (slotCount + segmentSlotCount - 1) / segmentSlotCount - 2)
  }

  var slotCount: Int { segmentSlotCount == 0 ? 0 : (segmentCount + 2) * segmentSlotCount }

  @inline(__always)
  func mix(_ hash: UInt64) -> UInt64 { FilterHash.mix(hash &+ seed) }

  /// Three different slots: each lies in a segment of its own.
  @inline(__always)
  func slots(of mixed: UInt64) -> (Int, Int, Int) {
    let first = mixed.multipliedFullWidth(by: UInt64(truncatingIfNeeded: segmentSlotCount &* segmentCount)).high
    let slots = UInt64(truncatingIfNeeded: segmentSlotCount)
    let mask = slots &- 1
    let second = (first &+ slots) ^ (mixed >> 18 & mask)
    let third = (first &+ 2 &* slots) ^ (mixed & mask)
    return (Int(truncatingIfNeeded: first), Int(truncatingIfNeeded: second), Int(truncatingIfNeeded: third))
  }

  @inline(__always)
  static func fingerprint(of mixed: UInt64) -> UInt16 { UInt16(truncatingIfNeeded: mixed ^ mixed >> 32) }
}
