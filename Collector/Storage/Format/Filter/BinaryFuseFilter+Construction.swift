import TelemetryModel

extension BinaryFuseFilter {
  /// A filter of the given hashes, in any order; the same set always makes the same bytes. About 30 ns a hash.
  ///
  /// A seed fails about once in a hundred times; the next one is tried then, later with a larger table. The seeds
  /// depend on the hashes, so that nobody can prepare hashes that fail them all; should it happen none the less, the
  /// filter matches everything, which is useless but right.
  package init(_ hashes: [UInt64], width: Width) {
    if hashes.isEmpty {
      self.init(width: width, count: 0, geometry: .empty, table: [])
      return
    }
    var hashes = hashes
    var isUnique = false
    var seed = Self.firstSeed(of: hashes)
    for attempt in 0..<Self.attemptCount {
      seed = FilterHash.mix(seed &+ 0x9E37_79B9_7F4A_7C15)
      let enlargement = attempt < Self.attemptCount / 4 ? 1 : 1.5
      let geometry = BinaryFuseGeometry(hashCount: hashes.count, seed: seed, enlargement: enlargement)
      if let order = BinaryFusePeeling(hashes, geometry).order {
        let table = Self.fill(order, geometry, width)
        self.init(width: width, count: hashes.count, geometry: geometry, table: table)
        return
      }
      if !isUnique {
        // Two equal hashes never come apart: they are the likeliest reason to fail, and finding them takes time.
        hashes = Self.unique(hashes)
        seed = Self.firstSeed(of: hashes)
        isUnique = true
      }
    }
    self.init(width: width, count: hashes.count, geometry: .empty, table: [])
  }

  private static let attemptCount = 64

  /// Does not depend on the order of the hashes.
  private static func firstSeed(of hashes: [UInt64]) -> UInt64 {
    hashes.reduce(0) { $0 &+ FilterHash.mix($1) }
  }

  private static func unique(_ hashes: [UInt64]) -> [UInt64] {
    var list: [UInt64] = []
    list.reserveCapacity(hashes.count)
    var index = HashIndex(capacity: hashes.count)
    for hash in hashes {
      // Hashed again with the seed of the process: senders can choose what is equal in the lower half.
      var seeded = WordHash()
      seeded.combine(hash)
      if index.find(seeded.value, orInsert: list.count, isMatch: { list[$0] == hash }) == nil { list.append(hash) }
    }
    return list
  }

  /// Sets the slot that each hash was the last to claim, in the reverse order of claiming.
  private static func fill(
    _ order: [BinaryFusePeeling.Step], _ geometry: BinaryFuseGeometry, _ width: Width
  ) -> [UInt8] {
    var fingerprints = [UInt16](repeating: 0, count: geometry.slotCount)
    for step in order.reversed() {
      let (first, second, third) = geometry.slots(of: step.mixed)
      // The own slot is still zero: it drops out of the exclusive or.
      let others = fingerprints[first] ^ fingerprints[second] ^ fingerprints[third]
      fingerprints[Int(step.slot)] = others ^ BinaryFuseGeometry.fingerprint(of: step.mixed)
    }
    switch width {
    case .bits8: return fingerprints.map { UInt8(truncatingIfNeeded: $0) }
    case .bits16:
      var table = [UInt8](repeating: 0, count: fingerprints.count * 2)
      for (index, fingerprint) in fingerprints.enumerated() {
        table[2 * index] = UInt8(truncatingIfNeeded: fingerprint)
        table[2 * index + 1] = UInt8(truncatingIfNeeded: fingerprint >> 8)
      }
      return table
    }
  }
}

/// Finds an order in which every hash has a slot that no later one shares, by peeling off those that are alone.
struct BinaryFusePeeling {
  struct Step {
    let mixed: UInt64
    let slot: UInt32
  }

  /// One step per hash, or `nil` when the seed does not work.
  let order: [Step]?

  init(_ hashes: [UInt64], _ geometry: BinaryFuseGeometry) {
    var slots = Slots(geometry.slotCount)
    for hash in hashes {
      let mixed = geometry.mix(hash)
      let (first, second, third) = geometry.slots(of: mixed)
      slots.toggle(mixed, at: first, by: 1)
      slots.toggle(mixed, at: second, by: 1)
      slots.toggle(mixed, at: third, by: 1)
    }
    var alone: [UInt32] = []
    alone.reserveCapacity(geometry.slotCount)
    for slot in 0..<geometry.slotCount where slots.counts[slot] == 1 { alone.append(UInt32(slot)) }
    var order: [Step] = []
    order.reserveCapacity(hashes.count)
    while let slot = alone.popLast() {
      // Another hash may have been peeled off this slot since it was listed.
      guard slots.counts[Int(slot)] == 1 else { continue }
      let mixed = slots.mixes[Int(slot)]
      order.append(Step(mixed: mixed, slot: slot))
      let (first, second, third) = geometry.slots(of: mixed)
      slots.toggle(mixed, at: first, by: -1)
      slots.toggle(mixed, at: second, by: -1)
      slots.toggle(mixed, at: third, by: -1)
      if slots.counts[first] == 1 { alone.append(UInt32(first)) }
      if slots.counts[second] == 1 { alone.append(UInt32(second)) }
      if slots.counts[third] == 1 { alone.append(UInt32(third)) }
    }
    self.order = order.count == hashes.count ? order : nil
  }

  /// How many hashes each slot still has, and the exclusive or of them.
  private struct Slots {
    var counts: [Int32]
    var mixes: [UInt64]

    init(_ count: Int) {
      counts = Array(repeating: 0, count: count)
      mixes = Array(repeating: 0, count: count)
    }

    @inline(__always)
    mutating func toggle(_ mixed: UInt64, at slot: Int, by step: Int32) {
      counts[slot] &+= step
      mixes[slot] ^= mixed
    }
  }
}
