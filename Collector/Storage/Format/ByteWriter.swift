/// Appends numbers and bytes to a growing buffer.
///
/// Keeps its own capacity check so that a number costs a compare and a store, not a uniqueness check per byte.
package struct ByteWriter {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  package var count: Int { bytes.count }

  package mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  @inline(__always)
  package mutating func byte(_ value: UInt8) { bytes.append(value) }

  /// LEB128: seven bits a byte, the lowest first.
  @inline(__always)
  package mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  @inline(__always)
  package mutating func varint(_ value: UInt32) { varint(UInt64(value)) }

  @inline(__always)
  package mutating func varint(_ value: Int) { varint(UInt64(value)) }

  /// Small numbers of either sign stay short: 0, -1, 1, -2 become 0, 1, 2, 3.
  @inline(__always)
  package mutating func zigzag(_ value: Int64) { varint(ZigZag.encode(value)) }

  package mutating func fixed32(_ value: UInt32) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  package mutating func fixed64(_ value: UInt64) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  package mutating func bigEndian(_ value: UInt64) {
    withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
  }

  package mutating func append(_ content: some Collection<UInt8>) { bytes.append(contentsOf: content) }
}

/// Signed numbers as unsigned ones (Protocol Buffers encoding, "Signed Integers").
enum ZigZag {
  @inline(__always)
  static func encode(_ value: Int64) -> UInt64 { UInt64(bitPattern: value << 1 ^ value >> 63) }

  @inline(__always)
  static func decode(_ value: UInt64) -> Int64 { Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1) }
}
