/// Splits a number into its class, which compresses, and its mantissa, which does not.
///
/// The class is the bit length and the bit after the leading one; 128 classes cover 64 bits. Classes repeat and are
/// deflated as symbols; the mantissa bits of a measured value are random and are stored as they are.
///
///     number       binary          class                    mantissa
///     0, 1         0, 1            0, 1                     -
///     2...         1 t m...m       2 + 2 x (length - 2) + t  length - 2 bits
///     e.g. 45      1 0 1101        2 + 2 x 4 + 0 = 10        1101
package enum NumberClass {
  package static let count = 128

  @inline(__always)
  package static func of(_ number: UInt64) -> Int {
    if number < 2 { return Int(truncatingIfNeeded: number) }
    let mantissa = 62 &- number.leadingZeroBitCount
    return 2 &+ mantissa &* 2 &+ Int(truncatingIfNeeded: number &>> UInt64(truncatingIfNeeded: mantissa) & 1)
  }

  /// How many mantissa bits a number of the class has.
  @inline(__always)
  package static func mantissaBitCount(_ numberClass: Int) -> Int { numberClass < 2 ? 0 : (numberClass &- 2) &>> 1 }

  /// The smallest number of the class: the others add their mantissa.
  @inline(__always)
  package static func base(_ numberClass: Int) -> UInt64 {
    if numberClass < 2 { return UInt64(numberClass) }
    let mantissa = UInt64(truncatingIfNeeded: mantissaBitCount(numberClass))
    return (2 | UInt64(truncatingIfNeeded: numberClass & 1)) &<< mantissa
  }

  /// The mantissa of a number of the class.
  @inline(__always)
  package static func mantissa(_ number: UInt64, _ numberClass: Int) -> UInt64 { number &- base(numberClass) }
}
