/// Finds entries of a table by their hash: open addressing, hash in the upper half of a slot, number in the lower.
///
/// The entries themselves lie with the caller, who compares them and says which are indexed. Hashes have 32 bits.
package struct EntryIndex: Sendable {
  private var slots: [UInt64] = []
  /// How many entries of the table are indexed; the caller adds the rest before it searches.
  package private(set) var count = 0

  package init() {}

  /// The numbers that were added under a hash, one after the other.
  package struct Search {
    fileprivate let hash: UInt64
    fileprivate var place: Int
  }

  package func search(for hash: UInt64) -> Search { Search(hash: hash, place: Int(truncatingIfNeeded: hash)) }

  /// The next number that was added under the hash; `nil` when there are no more.
  package func next(_ search: inout Search) -> Int? {
    guard !slots.isEmpty else { return nil }
    let mask = slots.count - 1
    while true {
      let entry = slots[search.place & mask]
      if entry == 0 { return nil }
      search.place += 1
      if entry >> 32 == search.hash { return Int(entry & 0xFFFF_FFFF) - 1 }
    }
  }

  /// Adds the next entry of the table, whose number is `count`.
  package mutating func add(_ hash: UInt64) {
    if (count + 1) * 2 > slots.count { grow() }
    Self.insert(hash << 32 | UInt64(count + 1), into: &slots)
    count += 1
  }

  private mutating func grow() {
    var grown = [UInt64](repeating: 0, count: max(16, slots.count * 2))
    for entry in slots where entry != 0 { Self.insert(entry, into: &grown) }
    slots = grown
  }

  private static func insert(_ entry: UInt64, into slots: inout [UInt64]) {
    let mask = slots.count - 1
    var place = Int(truncatingIfNeeded: entry >> 32) & mask
    while slots[place] != 0 { place = (place + 1) & mask }
    slots[place] = entry
  }
}
