/// Appends numbers of any bit length to a byte buffer, the lowest bit first.
///
///     byte     0                1
///     bit      7 6 5 4 3 2 1 0  7 6 5 4 3 2 1 0
///              c b b b a a a a          d d c c      a: 4 bits, then b: 3, c: 3, d: 2
///
/// `bits(at:count:)` of a `BitBuffer` is the inverse; it starts at any bit.
package struct BitWriter {
  package private(set) var bytes: [UInt8] = []
  private var pending: UInt64 = 0
  private var pendingCount: UInt64 = 0

  package init() {}

  /// Appends the low `count` bits of `value`, whose other bits are zero. At most 64.
  @inline(__always)
  package mutating func append(_ value: UInt64, count: Int) {
    let room = 64 &- pendingCount
    pending |= value &<< pendingCount
    if UInt64(count) < room {
      pendingCount &+= UInt64(count)
      return
    }
    withUnsafeBytes(of: pending.littleEndian) { bytes.append(contentsOf: $0) }
    pending = room == 64 ? 0 : value &>> room
    pendingCount = UInt64(count) &- room
  }

  /// Fills the last byte with zero bits, so that what follows starts at a whole byte.
  package mutating func alignToByte() {
    while pendingCount > 0 {
      bytes.append(UInt8(truncatingIfNeeded: pending))
      pending >>= 8
      pendingCount = pendingCount > 8 ? pendingCount - 8 : 0
    }
    pending = 0
  }
}
