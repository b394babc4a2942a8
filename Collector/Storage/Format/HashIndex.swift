/// Finds the number of a value by its hash: open addressing, hash in the upper half of a slot, number in the lower.
///
/// The values themselves lie with the caller, who compares them. Hashes have 32 bits.
package struct HashIndex {
  @usableFromInline
  var slots: [UInt64]
  @usableFromInline
  var count = 0

  package init(capacity: Int) {
    var slotCount = 64
    while slotCount < capacity * 2 { slotCount *= 2 }
    slots = Array(repeating: 0, count: slotCount)
  }

  /// The number stored under `hash` for which `isMatch` holds; otherwise stores `next` and returns `nil`.
  @inlinable @inline(__always)
  package mutating func find(_ hash: UInt64, orInsert next: Int, isMatch: (Int) -> Bool) -> Int? {
    if (count + 1) * 2 > slots.count { grow() }
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let entry = slots[slot]
      if entry == 0 {
        slots[slot] = hash << 32 | UInt64(next + 1)
        count += 1
        return nil
      }
      let number = Int(entry & 0xFFFF_FFFF) - 1
      if entry >> 32 == hash && isMatch(number) { return number }
      slot = (slot + 1) & mask
    }
  }

  @usableFromInline
  mutating func grow() {
    let old = slots
    slots = Array(repeating: 0, count: old.count * 2)
    let mask = slots.count - 1
    for entry in old where entry != 0 {
      var slot = Int(entry >> 32) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = entry
    }
  }
}
