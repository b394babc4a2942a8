/// Why bytes could not be read, and where; becomes a `SegmentError` where the segment is known.
package struct ByteReaderError: Error {
  package let byteOffset: Int
  package let reason: String

  package init(byteOffset: Int, reason: String) {
    self.byteOffset = byteOffset
    self.reason = reason
  }
}

/// Reads what a `ByteWriter` wrote. Never reads past the end; never traps on damaged bytes.
///
/// A buffer pointer, because a struct cannot hold a `RawSpan` yet (lifetimes are experimental in Swift 6.3).
package struct ByteReader {
  // SAFETY: `read(_:_:)` alone makes readers and ends their life before that of the bytes; every load is bounds-checked.
  private let bytes: UnsafeRawBufferPointer
  package private(set) var offset = 0

  private init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// Lets `body` read `bytes`; its error leaves as it came.
  package static func read<Result>(
    _ bytes: RawSpan, _ body: (inout ByteReader) throws(ByteReaderError) -> Result
  ) throws(ByteReaderError) -> Result {
    try bytes.withUnsafeBytes { (buffer) throws(ByteReaderError) -> Result in
      var reader = ByteReader(buffer)
      return try body(&reader)
    }
  }

  package var remaining: Int { bytes.count - offset }

  @inline(__always)
  package mutating func byte() throws(ByteReaderError) -> UInt8 {
    guard offset < bytes.count else { throw truncated() }
    let value = bytes[offset]
    offset &+= 1
    return value
  }

  @inline(__always)
  package mutating func varint() throws(ByteReaderError) -> UInt64 {
    let first = try byte()
    if first < 0x80 { return UInt64(first) }
    return try longVarint(UInt64(first & 0x7F))
  }

  private mutating func longVarint(_ lowBits: UInt64) throws(ByteReaderError) -> UInt64 {
    var value = lowBits
    var shift: UInt64 = 7
    while shift < 64 {
      let next = try byte()
      value |= UInt64(next & 0x7F) << shift
      if next < 0x80 { return value }
      shift += 7
    }
    throw ByteReaderError(byteOffset: offset, reason: "a number has more than 64 bits")
  }

  @inline(__always)
  package mutating func varint32() throws(ByteReaderError) -> UInt32 {
    guard let value = UInt32(exactly: try varint()) else {
      throw ByteReaderError(byteOffset: offset, reason: "a number has more than 32 bits")
    }
    return value
  }

  /// A code or index that must lie below `bound`.
  @inline(__always)
  package mutating func index(below bound: Int) throws(ByteReaderError) -> Int {
    let value = try varint()
    guard value < UInt64(bound) else {
      throw ByteReaderError(byteOffset: offset, reason: "\(value) refers past a table of \(bound)")
    }
    return Int(value)
  }

  /// A count of things that each take at least one byte of what remains, so that no count can ask for absurd memory.
  package mutating func count() throws(ByteReaderError) -> Int {
    let value = try varint()
    guard value <= UInt64(remaining) else {
      throw ByteReaderError(byteOffset: offset, reason: "a count of \(value) is more than the bytes that follow")
    }
    return Int(value)
  }

  @inline(__always)
  package mutating func zigzag() throws(ByteReaderError) -> Int64 { ZigZag.decode(try varint()) }

  package mutating func fixed32() throws(ByteReaderError) -> UInt32 {
    guard remaining >= 4 else { throw truncated() }
    defer { offset += 4 }
    return UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  package mutating func fixed64() throws(ByteReaderError) -> UInt64 {
    guard remaining >= 8 else { throw truncated() }
    defer { offset += 8 }
    return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  package mutating func bigEndian() throws(ByteReaderError) -> UInt64 { (try fixed64()).byteSwapped }

  package mutating func bytes(_ count: Int) throws(ByteReaderError) -> [UInt8] {
    guard count >= 0, remaining >= count else { throw truncated() }
    defer { offset += count }
    return Array(bytes[offset..<offset + count])
  }

  /// Passes so many bytes over, and returns where they are.
  package mutating func skip(_ count: Int) throws(ByteReaderError) -> Range<Int> {
    guard count >= 0, remaining >= count else { throw truncated() }
    defer { offset += count }
    return offset..<offset + count
  }

  /// Passes so many varints over, without looking at what they are.
  package mutating func skipVarints(_ count: Int) throws(ByteReaderError) {
    var left = count
    // Eight bytes at a time, as long as no more than those wanted can end in them.
    while left >= 8, remaining >= 8 {
      let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      left -= (~word & 0x8080_8080_8080_8080).nonzeroBitCount
      offset += 8
    }
    while left > 0 {
      if try byte() < 0x80 { left -= 1 }
    }
  }

  package func truncated() -> ByteReaderError { ByteReaderError(byteOffset: offset, reason: "the bytes end too early") }
}
