/// Bits that a `BitWriter` wrote, readable from any place.
package struct BitBuffer: Sendable {
  /// The bytes, then enough zeros that eight bytes can be loaded from any of them.
  private let padded: [UInt8]
  package let bitCount: Int

  package init(_ bytes: some Collection<UInt8>) {
    var padded: [UInt8] = []
    padded.reserveCapacity(bytes.count + 16)
    padded.append(contentsOf: bytes)
    padded.append(contentsOf: repeatElement(0, count: 16))
    self.padded = padded
    bitCount = bytes.count * 8
  }

  /// The `count` bits from bit `offset` on, at most 64.
  @inline(__always)
  package func bits(at offset: Int, count: Int) throws(ByteReaderError) -> UInt64 {
    guard offset >= 0, count <= bitCount &- offset else { throw overrun(offset) }
    return padded.withUnsafeBytes { buffer in
      // SAFETY: offset + count <= bitCount, and 16 bytes of padding follow the bits.
      let place = offset &>> 3
      let shift = UInt64(truncatingIfNeeded: offset & 7)
      let low = UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: place, as: UInt64.self)) &>> shift
      if count &+ Int(shift) <= 64 { return count == 64 ? low : low & (1 &<< UInt64(count) &- 1) }
      let high = UInt64(buffer[place &+ 8]) &<< (64 &- shift)
      let value = low | high
      return count == 64 ? value : value & (1 &<< UInt64(count) &- 1)
    }
  }

  private func overrun(_ offset: Int) -> ByteReaderError {
    ByteReaderError(byteOffset: offset >> 3, reason: "a bit stream ends too early")
  }
}
