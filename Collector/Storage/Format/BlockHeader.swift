/// What every stored block begins with: magic, kind, format version, and the checksum of all that follows.
///
///     offset  size  field
///     0       4     magic "SKN" and the kind: '0' level-0 spans, '1' level-1 spans, 's' summary, 'f' trace filter,
///                   'b' binary fuse filter, 'r' rollup, 'l' level-0 logs, 'L' level-1 logs,
///                   'm' log summary, 'M' metrics
///     4       1     format version of this kind
///     5       1     number of the part, for a segment of several parts; else zero
///     6       2     zero
///     8       4     CRC-32C over the bytes from offset 12 to the end, then the segment ID (8 bytes, little-endian),
///                   then, unless it is zero, the part number (8 bytes, little-endian)
///     12      ...   content
///
/// The segment ID is part of the checksum though not of the block: a block that was written to, or read from, the
/// wrong place fails its check like a damaged one. All numbers are little-endian.
package struct BlockHeader {
  package enum Kind: UInt8, Sendable {
    case levelZeroSpans = 0x30
    case levelOneSpans = 0x31
    case summary = 0x73
    case traceFilter = 0x66
    case binaryFuseFilter = 0x62
    case rollup = 0x72
    case levelZeroLogs = 0x6C
    case levelOneLogs = 0x4C
    case logSummary = 0x6D
    case metrics = 0x4D

    package var partName: String { partName(0) }

    package func partName(_ part: UInt8) -> String {
      switch self {
      case .levelZeroSpans: "part 0 (level-0 spans)"
      case .levelOneSpans: "part \(part) (level-1 \(LevelOnePart(rawValue: part)?.name ?? "unknown"))"
      case .summary: "summary"
      case .traceFilter: "trace filter"
      case .binaryFuseFilter: "binary fuse filter"
      case .rollup: "rollup"
      case .levelZeroLogs: "part 0 (level-0 logs)"
      case .levelOneLogs: "part 0 (level-1 logs)"
      case .logSummary: "log summary"
      case .metrics: "part \(part) (metric \(part == 0 ? "directory" : "points"))"
      }
    }
  }

  package static let byteCount = 12
  private static let checksumOffset = 8
  private static let magic: [UInt8] = Array("SKN".utf8)

  /// The first bytes of a block, the checksum still zero.
  package static func placeholder(_ kind: Kind, version: UInt8, part: UInt8 = 0) -> [UInt8] {
    magic + [kind.rawValue, version, part, 0, 0, 0, 0, 0, 0]
  }

  /// Fills in the checksum of a finished block.
  package static func seal(_ block: inout [UInt8], segmentID: Int64, part: UInt8 = 0) {
    let checksum = checksum(of: block.span.bytes, segmentID: segmentID, part: part)
    for index in 0..<4 {
      block[checksumOffset + index] = UInt8(truncatingIfNeeded: checksum >> UInt32(8 * index))
    }
  }

  /// Refuses a block that is damaged, misplaced, or of a kind or version that is not known.
  package static func check(
    _ block: RawSpan, _ kind: Kind, version: UInt8, segmentID: Int64, part: UInt8 = 0
  ) throws(SegmentError) {
    _ = try check(block, kind, versions: version...version, segmentID: segmentID, part: part)
  }

  /// The same for a kind of which several versions are read; returns the block's version.
  package static func check(
    _ block: RawSpan, _ kind: Kind, versions: ClosedRange<UInt8>, segmentID: Int64, part: UInt8 = 0
  ) throws(SegmentError) -> UInt8 {
    func failure(_ offset: Int, _ reason: String) -> SegmentError {
      SegmentError(segmentID: segmentID, part: kind.partName(part), byteOffset: offset, reason: reason)
    }
    guard block.byteCount >= byteCount else { throw failure(0, "only \(block.byteCount) bytes are left") }
    let stored = block.unsafeLoadUnaligned(fromByteOffset: checksumOffset, as: UInt32.self)  // SAFETY: guarded above.
    guard UInt32(littleEndian: stored) == checksum(of: block, segmentID: segmentID, part: part) else {
      throw failure(checksumOffset, "the checksum does not match: the bytes are damaged or in the wrong place")
    }
    let head = block.extracting(0..<byteCount).withUnsafeBytes { Array($0) }
    guard head[..<3].elementsEqual(magic), head[3] == kind.rawValue else {
      throw failure(0, "this is not a block of the expected kind")
    }
    guard versions.contains(head[4]) else {
      throw failure(4, "format version \(head[4]) is not known; this Skein reads up to version \(versions.upperBound)")
    }
    guard head[5] == part else { throw failure(5, "this is part \(head[5]) of its segment") }
    guard head[6..<8].allSatisfy({ $0 == 0 }) else { throw failure(6, "reserved bytes are not zero") }
    return head[4]
  }

  private static func checksum(of block: RawSpan, segmentID: Int64, part: UInt8) -> UInt32 {
    var checksum = CRC32C()
    checksum.update(block.extracting(byteCount..<block.byteCount))
    checksum.update(UInt64(bitPattern: segmentID))
    if part != 0 { checksum.update(UInt64(part)) }
    return checksum.value
  }
}
