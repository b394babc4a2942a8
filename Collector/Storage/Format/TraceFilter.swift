package import TelemetryModel

/// Which traces a segment may hold: a sorted list of 32-bit fingerprints, one per trace.
///
/// Never misses a trace that is there; takes one in 2^32 / (number of traces) for present that is not. A look-up is a
/// binary search.
///
///     content of the block (see BlockHeader):
///     12      4           number of fingerprints n
///     16      4 x n       fingerprints, ascending, each unsigned, little-endian
package struct TraceFilter: Sendable {
  private static let formatVersion: UInt8 = 1
  /// Ascending.
  package let fingerprints: [UInt32]

  init(_ traceIDs: [TraceID]) { fingerprints = Self.fingerprints(of: traceIDs) }

  /// The fingerprints of traces, ascending.
  package static func fingerprints(of traceIDs: some Sequence<TraceID>) -> [UInt32] {
    traceIDs.map(fingerprint).sorted()
  }

  /// Whether one of these traces may be there. O(both numbers of fingerprints).
  /// - Parameter others: ascending.
  package func shares(_ others: [UInt32]) -> Bool {
    var place = 0
    for wanted in others {
      while place < fingerprints.count, fingerprints[place] < wanted { place += 1 }
      if place == fingerprints.count { return false }
      if fingerprints[place] == wanted { return true }
    }
    return false
  }

  package func mayContain(_ id: TraceID) -> Bool {
    let wanted = Self.fingerprint(id)
    var low = 0
    var high = fingerprints.count
    while low < high {
      let middle = (low + high) / 2
      if fingerprints[middle] < wanted { low = middle + 1 } else { high = middle }
    }
    return low < fingerprints.count && fingerprints[low] == wanted
  }

  /// About how much memory the filter takes.
  package var byteCount: Int { fingerprints.count * 4 }

  /// Stored, so its definition never changes. Trace IDs are random as a rule; the product mixes those that are not.
  package static func fingerprint(_ id: TraceID) -> UInt32 {
    let product = (id.high ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: id.low ^ 0xD1B5_4A32_D192_ED03)
    let mixed = product.high ^ product.low
    return UInt32(truncatingIfNeeded: mixed ^ mixed >> 32)
  }
}

extension TraceFilter {
  func encode(segmentID: Int64) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(BlockHeader.placeholder(.traceFilter, version: Self.formatVersion))
    writer.fixed32(UInt32(fingerprints.count))
    for fingerprint in fingerprints { writer.fixed32(fingerprint) }
    var block = writer.bytes
    BlockHeader.seal(&block, segmentID: segmentID)
    return block
  }

  package init(decoding block: [UInt8], segmentID: Int64) throws(SegmentError) {
    try BlockHeader.check(
      block.span.bytes, .traceFilter, version: Self.formatVersion, segmentID: segmentID)
    let content = block.span.bytes.extracting(BlockHeader.byteCount..<block.count)
    do {
      fingerprints = try ByteReader.read(content) { (reader) throws(ByteReaderError) -> [UInt32] in
        let count = Int(try reader.fixed32())
        guard reader.remaining == count * 4 else { throw reader.truncated() }
        var list: [UInt32] = []
        list.reserveCapacity(count)
        for _ in 0..<count { list.append(try reader.fixed32()) }
        return list
      }
    } catch {
      throw SegmentError(error, segmentID: segmentID, part: BlockHeader.Kind.traceFilter.partName)
    }
  }
}

extension SegmentError {
  /// An error of a reader that began behind the block header.
  package init(_ error: ByteReaderError, segmentID: Int64, part: String) {
    self.init(
      segmentID: segmentID, part: part, byteOffset: BlockHeader.byteCount + error.byteOffset, reason: error.reason)
  }
}
