/// The bytes of a message being decoded.
typealias Bytes = Swift.Span<UInt8>

/// Reads the parts that every protobuf message is made of.
///
/// All functions read at `position` and move it; `end` is where the innermost message ends. No function hands out a
/// part of `bytes`: one span over the whole message and offsets into it keep the hot loop free of copies and ARC.
enum ProtobufWire {
  /// A base-128 number of up to 64 bits.
  @inline(__always)
  static func varint(_ bytes: Bytes, _ position: inout Int, _ end: Int) throws(OTLPDecodeError) -> UInt64 {
    if position < end {
      let byte = bytes[position]
      if byte < 0x80 {
        position &+= 1
        return UInt64(byte)
      }
    }
    return try longVarint(bytes, &position, end)
  }

  @inline(never)
  private static func longVarint(
    _ bytes: Bytes, _ position: inout Int, _ end: Int
  ) throws(OTLPDecodeError) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    let start = position
    while position < end {
      let byte = bytes[position]
      position += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 {
        guard shift < 63 || byte <= 1 else { throw OTLPDecodeError(.malformedVarint, at: start) }
        return value
      }
      shift += 7
      guard shift < 70 else { throw OTLPDecodeError(.malformedVarint, at: start) }
    }
    throw OTLPDecodeError(.truncated, at: start)
  }

  /// Reads a length and gives the offset where the field's content ends; it starts at `position`.
  @inline(__always)
  static func contentEnd(_ bytes: Bytes, _ position: inout Int, _ end: Int) throws(OTLPDecodeError) -> Int {
    let length = try varint(bytes, &position, end)
    guard length <= UInt64(truncatingIfNeeded: end &- position) else {
      throw OTLPDecodeError(.truncated, at: position)
    }
    return position &+ Int(truncatingIfNeeded: length)
  }

  @inline(__always)
  static func fixed32(_ bytes: Bytes, _ position: inout Int, _ end: Int) throws(OTLPDecodeError) -> UInt32 {
    guard end &- position >= 4 else { throw OTLPDecodeError(.truncated, at: position) }
    // SAFETY: four bytes follow, and `end` lies within `bytes`.
    let value = unsafe bytes.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: position, as: UInt32.self)
    position &+= 4
    return UInt32(littleEndian: value)
  }

  @inline(__always)
  static func fixed64(_ bytes: Bytes, _ position: inout Int, _ end: Int) throws(OTLPDecodeError) -> UInt64 {
    guard end &- position >= 8 else { throw OTLPDecodeError(.truncated, at: position) }
    let value = word(bytes, position)
    position &+= 8
    return value
  }

  /// Eight bytes as a little-endian number; the caller has checked that they are there.
  @inline(__always)
  static func word(_ bytes: Bytes, _ position: Int) -> UInt64 {
    precondition(position >= 0 && position &+ 8 <= bytes.count)
    // SAFETY: the line above.
    return unsafe UInt64(
      littleEndian: bytes.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: position, as: UInt64.self))
  }
}

// MARK: Unknown fields

extension ProtobufWire {
  /// Moves past the field that `tag` announces, whatever it is. Groups are walked without recursion.
  @inline(never)
  static func skip(
    _ tag: UInt64, _ bytes: Bytes, _ position: inout Int, _ end: Int
  ) throws(OTLPDecodeError) {
    guard try skipField(tag, bytes, &position, end) == .group else { return }
    var openGroups = [tag >> 3]
    while let innermost = openGroups.last {
      let start = position
      let tag = try varint(bytes, &position, end)
      if tag & 7 == WireType.endGroup {
        guard tag >> 3 == innermost else { throw OTLPDecodeError(.unbalancedGroup, at: start) }
        openGroups.removeLast()
      } else if try skipField(tag, bytes, &position, end) == .group {
        guard openGroups.count < OTLPLimits.skippedNestingDepth else {
          throw OTLPDecodeError(.skippedTooDeep, at: start)
        }
        openGroups.append(tag >> 3)
      }
    }
  }

  private enum Skipped { case field, group }

  private enum WireType {
    static let varint: UInt64 = 0
    static let fixed64: UInt64 = 1
    static let lengthDelimited: UInt64 = 2
    static let startGroup: UInt64 = 3
    static let endGroup: UInt64 = 4
    static let fixed32: UInt64 = 5
  }

  private static func skipField(
    _ tag: UInt64, _ bytes: Bytes, _ position: inout Int, _ end: Int
  ) throws(OTLPDecodeError) -> Skipped {
    guard tag >> 3 != 0, tag <= UInt64(UInt32.max) else { throw OTLPDecodeError(.malformedTag, at: position) }
    switch tag & 7 {
    case WireType.varint: _ = try varint(bytes, &position, end)
    case WireType.fixed64: _ = try fixed64(bytes, &position, end)
    case WireType.lengthDelimited: position = try contentEnd(bytes, &position, end)
    case WireType.startGroup: return .group
    case WireType.fixed32: _ = try fixed32(bytes, &position, end)
    case WireType.endGroup: throw OTLPDecodeError(.unbalancedGroup, at: position)
    default: throw OTLPDecodeError(.malformedTag, at: position)
    }
    return .field
  }
}
