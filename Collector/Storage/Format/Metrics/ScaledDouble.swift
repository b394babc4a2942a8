/// Doubles that are fractions with a common small denominator: decimals, bytes as mebibytes, rates over a minute.
///
/// The integer above the line is stored. Its double divided by the denominator gives back the very same bits.
enum ScaledDouble {
  /// By their place, which is stored; rising. What is stored fixes the list: a change needs a new format version.
  static let denominators: [Double] = [
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 16, 20, 24, 30, 32, 45, 60, 64, 90, 100, 120, 128, 256, 300, 512, 600, 900,
    1000, 1024, 1280, 2560, 3600, 4096, 5120, 10_000, 10_240, 16_384, 65_536, 100_000, 262_144, 1_000_000, 1_048_576,
    1_073_741_824,
    1_000_000_000,
  ]
  private static let largestInteger = Double(1 << 53)

  /// How a column is best stored as fractions.
  struct Plan {
    /// Of the denominator.
    let place: Int
    /// Whether every double is such a fraction.
    let isComplete: Bool
  }

  /// The smallest denominator that all doubles share; else the one that most share, if those are three quarters of
  /// them: a gauge with a gap (NaN) or an outlier now and then. `nil` when there is none.
  static func plan(for column: [UInt64]) -> Plan? {
    var best: (place: Int, missCount: Int)?
    for place in denominators.indices {
      let limit = best.map { $0.missCount - 1 } ?? column.count / 4
      var missCount = 0
      for bits in column where integer(bits, place) == nil {
        missCount += 1
        if missCount > limit { break }
      }
      if missCount == 0 { return Plan(place: place, isComplete: true) }
      if missCount <= limit { best = (place, missCount) }
    }
    return best.map { Plan(place: $0.place, isComplete: false) }
  }

  @inline(__always)
  static func integer(_ bits: UInt64, _ place: Int) -> Int64? {
    let double = Double(bitPattern: bits)
    let product = (double * denominators[place]).rounded()
    guard product.magnitude <= largestInteger, (product / denominators[place]).bitPattern == bits else { return nil }
    // The integer has no negative zero.
    return product == 0 && bits != 0 ? nil : Int64(product)
  }

  @inline(__always)
  static func bits(_ integer: Int64, _ place: Int) -> UInt64 { (Double(integer) / denominators[place]).bitPattern }
}
