/// Where the bucket counts of a histogram are in the batch's `bucketBytes`.
package struct BucketList: Hashable, Sendable, BitwiseCopyable {
  package var start: UInt32
  package var end: UInt32

  @inlinable
  package init(start: UInt32, end: UInt32) {
    self.start = start
    self.end = end
  }

  package static let empty = BucketList(start: 0, end: 0)

  @inlinable
  package var isEmpty: Bool { start == end }

  @inlinable
  package var range: Range<Int> { Int(start)..<Int(end) }
}

/// Bucket counts as a batch holds them: LEB128, seven bits a byte, the lowest first, no byte more than needed.
///
/// Most buckets hold little: a byte each, where an array of numbers would take eight. A message of small counts does
/// not unfold to eight times its length in memory.
package struct BucketCounts: Sequence, Sendable {
  private let bytes: ArraySlice<UInt8>

  package init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  /// How many buckets there are. O(bytes).
  package var bucketCount: Int { bytes.count { $0 < 0x80 } }

  package func makeIterator() -> Iterator { Iterator(rest: bytes) }

  package struct Iterator: IteratorProtocol {
    fileprivate var rest: ArraySlice<UInt8>

    package mutating func next() -> UInt64? {
      var value: UInt64 = 0
      var shift: UInt64 = 0
      while let byte = rest.popFirst() {
        value |= UInt64(byte & 0x7F) << shift
        if byte < 0x80 { return value }
        shift += 7
      }
      return nil
    }
  }

  /// Appends a count in this form.
  @inline(__always)
  package static func append(_ count: UInt64, to bytes: inout [UInt8]) {
    var rest = count
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }
}
