extension JSONReader {
  /// Moves past the next value, whatever it is, and checks its grammar. Without recursion.
  mutating func skipValue(_ bytes: Bytes) throws(OTLPDecodeError) {
    var containers: [UInt8] = []
    repeat {
      if let container = containers.last {
        let hasMore = container == 0x7B ? try nextKey(bytes) != nil : try nextElement(bytes)
        if !hasMore {
          containers.removeLast()
          continue
        }
      }
      let byte = try peek(bytes)
      if byte == 0x7B || byte == 0x5B {
        guard containers.count < OTLPLimits.skippedNestingDepth else { throw error(.skippedTooDeep) }
        _ = byte == 0x7B ? try beginObject(bytes) : try beginArray(bytes)
        containers.append(byte)
      } else {
        try skipScalar(byte, bytes)
      }
    } while !containers.isEmpty
  }

  private mutating func skipScalar(_ first: UInt8, _ bytes: Bytes) throws(OTLPDecodeError) {
    switch first {
    case 0x22: _ = try text(bytes)
    case 0x2D, 0x30...0x39: _ = try number(bytes)
    default:
      if try consume("null", bytes) { return }
      if try consume("true", bytes) { return }
      guard try consume("false", bytes) else { throw error(.unexpectedByte) }
    }
  }
}
