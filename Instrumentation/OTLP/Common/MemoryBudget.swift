/// The memory that the message being read may still take once it is unfolded.
struct MemoryBudget: ~Copyable {
  private var remainingByteCount: Int

  /// - Throws: when a message of `byteCount` bytes is too long to be decoded at all.
  init(messageByteCount byteCount: Int) throws(OTLPDecodeError) {
    guard byteCount <= OTLPLimits.messageByteCount else { throw OTLPDecodeError(.tooLong, at: 0) }
    remainingByteCount = OTLPLimits.unfoldedByteCount(ofMessage: byteCount)
  }

  /// Takes `byteCount` bytes for what was read at `offset`.
  @inline(__always)
  mutating func charge(_ byteCount: Int, at offset: Int) throws(OTLPDecodeError) {
    remainingByteCount &-= byteCount
    if remainingByteCount < 0 { throw OTLPDecodeError(.tooManyEntries, at: offset) }
  }
}
