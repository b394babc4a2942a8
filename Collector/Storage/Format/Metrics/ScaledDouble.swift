/// Doubles that are fractions with a common small denominator: decimals, bytes as mebibytes, rates over a minute.
///
/// The integer above the line is stored. Its double divided by the denominator gives back the very same bits.
enum ScaledDouble {
  /// By their place, which is stored. Append only.
  static let denominators: [Double] = [
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 16, 20, 24, 30, 32, 45, 60, 64, 90, 100, 120, 128, 256, 300, 512, 600, 900,
    1000, 1024, 3600, 4096, 10_000, 16_384, 65_536, 100_000, 262_144, 1_000_000, 1_048_576, 1_073_741_824,
    1_000_000_000,
  ]
  private static let largestInteger = Double(1 << 53)

  /// The smallest denominator that all doubles share, by its place; `nil` when there is none.
  static func place(for column: [UInt64]) -> Int? {
    denominators.indices.first { place in column.allSatisfy { integer($0, place) != nil } }
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
