/// The fields that protobuf messages are made of. A tag is written as it stands on the wire: number and type in one byte.
extension WireBuffer {
  @inline(__always)
  mutating func field(_ tag: UInt8, varint value: UInt64) {
    byte(tag)
    varint(value)
  }

  @inline(__always)
  mutating func field(_ tag: UInt8, fixed64 value: UInt64) {
    byte(tag)
    fixed64(value)
  }

  @inline(__always)
  mutating func field(_ tag: UInt8, double value: Double) { field(tag, fixed64: value.bitPattern) }

  @inline(__always)
  mutating func field(_ tag: UInt8, text: String) {
    byte(tag)
    let byteCount = text.utf8.count
    varint(UInt64(byteCount))
    utf8(of: text, byteCount: byteCount)
  }

  mutating func field(_ tag: UInt8, bytes: [UInt8]) {
    byte(tag)
    varint(UInt64(bytes.count))
    append(bytes)
  }

  /// The first bytes of a text, as many as asked for.
  @inline(__always)
  mutating func utf8(of text: String, byteCount: Int) {
    reserve(byteCount)
    put(utf8Of: text, byteCount: byteCount)
  }

  /// Starts a message whose length is not known yet. Its length takes four bytes, padded as protobuf permits.
  @inline(__always)
  mutating func beginMessage(_ tag: UInt8) -> Int {
    reserve(5)
    base[count] = tag
    count &+= 5
    return count
  }

  /// Four bytes of length hold 28 bits. What is longer gets a wrong length, and is dropped for its size by the queue.
  @inline(__always)
  mutating func endMessage(_ start: Int) {
    let length = count &- start
    base[start &- 4] = UInt8(truncatingIfNeeded: length) | 0x80
    base[start &- 3] = UInt8(truncatingIfNeeded: length >> 7) | 0x80
    base[start &- 2] = UInt8(truncatingIfNeeded: length >> 14) | 0x80
    base[start &- 1] = UInt8(truncatingIfNeeded: length >> 21) & 0x7F
  }

  /// How many bytes a number takes as a varint.
  @inline(__always)
  static func varintByteCount(_ value: UInt64) -> Int {
    // One byte for each seven bits; zero takes one, too.
    value < 0x80 ? 1 : (70 &- value.leadingZeroBitCount) / 7
  }
}
