/// Doubles that were written as decimal numbers: stored as the integer that remains without the point.
package enum DecimalDouble {
  package static let mostDigits = 6
  private static let powers: [Double] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000]

  /// The double times 10^digits, if that is an integer that divides back to the very same bits.
  @inline(__always)
  package static func integer(_ bits: UInt64, digits: Int) -> Int64? {
    let double = Double(bitPattern: bits)
    guard double.magnitude < 1e9 else { return nil }
    let integer = Int64((double * powers[digits]).rounded())
    return Double(integer) / powers[digits] == double && (integer != 0 || bits == 0) ? integer : nil
  }

  /// The inverse, as bits.
  @inline(__always)
  package static func bits(_ integer: Int64, digits: Int) -> UInt64 { (Double(integer) / powers[digits]).bitPattern }
}
