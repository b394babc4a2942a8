import BoundedZlib

/// How long a level-0 segment lives.
package enum LevelZeroLifetime: Sendable {
  /// Until the next merge: seconds, as a rule.
  case untilMerge
  /// As long as somebody keeps it.
  case archived
}

/// The packed area of level-0 segments: deflated, or in one stored block (RFC 1951, 3.2.4) when it is small and short-lived.
///
/// A commit writes whole pages, some four of them, however little it holds. Deflating the spans of a few requests takes
/// longer than all else that their commit does, and saves one page for the seconds until they are merged; then inflating
/// them is a tenth of the merge. Large groups are deflated: when they come, bytes a second matter to the disk.
enum PackedArea {
  /// What a stored block begins with when it is the last one.
  private static let storedMark: UInt8 = 1
  /// The mark, the count (2 bytes) and its complement (2 bytes).
  private static let storedHeadByteCount = 5

  struct Writer: ~Copyable {
    /// Speed counts for more than size.
    private static let compressionLevel = 1

    private var deflater = Deflater(.raw, level: compressionLevel)

    /// Appends the area to a block.
    mutating func append(_ packed: [UInt8], _ lifetime: LevelZeroLifetime, to block: inout [UInt8]) {
      guard lifetime == .untilMerge, let count = UInt16(exactly: packed.count),
        count <= SegmentLimits.storedPackedByteCount
      else {
        deflater.deflate(packed.span.bytes, into: &block)
        return
      }
      block.reserveCapacity(block.count + storedHeadByteCount + packed.count)
      block.append(storedMark)
      for number in [count, ~count] {
        block.append(UInt8(truncatingIfNeeded: number))
        block.append(UInt8(truncatingIfNeeded: number >> 8))
      }
      block.append(contentsOf: packed)
    }
  }

  /// Lets `body` read the area, of which a header says that it has `byteCount` bytes.
  ///
  /// - Parameter offset: where the area lies in its segment, for messages.
  static func read<Result>(
    _ area: RawSpan, byteCount: Int, offset: Int, _ body: (inout ByteReader) throws(ByteReaderError) -> Result
  ) throws(ByteReaderError) -> Result {
    if area.byteCount == storedHeadByteCount + byteCount, isStored(area, byteCount) {
      return try ByteReader.read(area.extracting(droppingFirst: storedHeadByteCount), body)
    }
    var inflater = Inflater(.raw)
    let inflated: [UInt8]
    do {
      inflated = try inflater.inflate(area, byteCount: byteCount)
    } catch {
      throw ByteReaderError(byteOffset: offset, reason: "\(error)")
    }
    return try ByteReader.read(inflated.span.bytes, body)
  }

  /// Whether an area is one stored block of so many bytes: it needs no inflating.
  private static func isStored(_ area: RawSpan, _ byteCount: Int) -> Bool {
    guard let count = UInt16(exactly: byteCount) else { return false }
    // SAFETY: the head lies inside the area, whose size the caller has compared.
    let (mark, stored, complement) = (
      area.unsafeLoad(fromByteOffset: 0, as: UInt8.self),
      UInt16(littleEndian: area.unsafeLoadUnaligned(fromByteOffset: 1, as: UInt16.self)),
      UInt16(littleEndian: area.unsafeLoadUnaligned(fromByteOffset: 3, as: UInt16.self))
    )
    return mark == storedMark && stored == count && complement == ~count
  }
}
