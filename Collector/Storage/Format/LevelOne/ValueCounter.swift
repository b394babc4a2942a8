/// Counts equal numbers in a sample of at most `ValueCounter.limit`, in tables that are kept from use to use.
struct ValueCounter {
  static let limit = 2048
  private static let slotCount = 4096

  private var keys = [UInt64](repeating: 0, count: Self.slotCount)
  private var stamps = [UInt32](repeating: 0, count: Self.slotCount)
  private var places = [Int32](repeating: 0, count: Self.slotCount)
  private var stamp: UInt32 = 0
  /// Odd and random, so that no sender can choose values that collide. What is counted does not depend on it.
  private let multiplier = UInt64.random(in: .min ... .max) | 1
  /// The distinct values in the order of their first occurrence.
  private(set) var values: [UInt64] = []
  private(set) var counts: [Int32] = []

  /// Counts every `stride`-th value.
  mutating func count(_ sample: ArraySlice<UInt64>, stride: Int) {
    stamp &+= 1
    values.removeAll(keepingCapacity: true)
    counts.removeAll(keepingCapacity: true)
    var place = sample.startIndex
    while place < sample.endIndex {
      add(sample[place])
      place += stride
    }
  }

  @inline(__always)
  private mutating func add(_ value: UInt64) {
    var slot = Int(truncatingIfNeeded: (value &* multiplier) &>> 52)
    while true {
      if stamps[slot] != stamp {
        stamps[slot] = stamp
        keys[slot] = value
        places[slot] = Int32(truncatingIfNeeded: values.count)
        values.append(value)
        counts.append(1)
        return
      }
      if keys[slot] == value {
        counts[Int(places[slot])] &+= 1
        return
      }
      slot = (slot &+ 1) & (Self.slotCount &- 1)
    }
  }

  /// The entropy of the counted sample, in bits for the whole of it.
  var entropy: Double {
    var total = 0.0
    for count in counts { total += Double(count) }
    return counts.reduce(0) { $0 + Double($1) * BitCost.log2(total / Double($1)) }
  }
}
