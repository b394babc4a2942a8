/// Fingerprints of traces (`TraceFilter`) or spans: open addressing over 32-bit numbers.
///
/// The multiplier is random per process, so that no sender can choose IDs that crowd together.
struct FingerprintSet {
  private static let multiplier = UInt64.random(in: .min ... .max) | 1

  /// 0 is vacant.
  private var slots: [UInt32] = []
  private var count = 0
  private var containsZero = false
  private let multiplier = Self.multiplier

  init() {}

  /// Makes room for so many more.
  mutating func reserveCapacity(_ more: Int) {
    var capacity = max(64, slots.count)
    while capacity < (count + more) * 2 { capacity *= 2 }
    if capacity > slots.count { grow(to: capacity) }
  }

  mutating func formUnion(_ fingerprints: some Collection<UInt32>) {
    reserveCapacity(fingerprints.count)
    for fingerprint in fingerprints { insert(fingerprint) }
  }

  func contains(_ fingerprint: UInt32) -> Bool {
    if fingerprint == 0 { return containsZero }
    return !slots.isEmpty && slots[place(of: fingerprint)] == fingerprint
  }

  /// Where a fingerprint is, or the vacant slot where it belongs. At least half of the slots are vacant.
  @inline(__always)
  private func place(of fingerprint: UInt32) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: UInt64(fingerprint) &* multiplier >> 32) & mask
    while slots[slot] != 0, slots[slot] != fingerprint { slot = (slot + 1) & mask }
    return slot
  }

  @inline(__always)
  private mutating func insert(_ fingerprint: UInt32) {
    if fingerprint == 0 {
      containsZero = true
      return
    }
    let slot = place(of: fingerprint)
    if slots[slot] == 0 { count += 1 }
    slots[slot] = fingerprint
  }

  private mutating func grow(to capacity: Int) {
    let old = slots
    slots = Array(repeating: 0, count: capacity)
    for fingerprint in old where fingerprint != 0 { slots[place(of: fingerprint)] = fingerprint }
  }
}
