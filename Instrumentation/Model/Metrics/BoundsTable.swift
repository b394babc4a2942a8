/// The place of a list of bounds in a `BoundsTable`. Code 0 is always the empty list.
package typealias BoundsCode = UInt32

/// The explicit bounds of histograms, each distinct list kept once: a metric's points nearly always share one.
///
/// Lists are equal when their bits are.
package struct BoundsTable: Sendable {
  /// All lists, one after the other.
  package private(set) var values: [Double] = []
  /// Where each list ends in `values`.
  package private(set) var ends: [UInt32] = [0]
  /// Of the lists behind the empty one; catches up when it is used.
  private var index = EntryIndex()

  package init() {}

  @inlinable
  package var count: Int { ends.count }

  @inlinable
  package func range(of code: BoundsCode) -> Range<Int> {
    (code == 0 ? 0 : Int(ends[Int(code) - 1]))..<Int(ends[Int(code)])
  }

  package subscript(code: BoundsCode) -> ArraySlice<Double> { values[range(of: code)] }

  /// The code of a list, added when it is new. O(bounds).
  package mutating func intern(_ list: ArraySlice<Double>) -> BoundsCode {
    if list.isEmpty { return 0 }
    let hash = Self.hash(list)
    var search = index.search(for: hash)
    while let entry = index.next(&search) {
      let code = BoundsCode(entry + 1)
      if self[code].elementsEqual(list, by: { $0.bitPattern == $1.bitPattern }) { return code }
    }
    values.append(contentsOf: list)
    ends.append(UInt32(values.count))
    index.add(hash)
    return BoundsCode(ends.count - 1)
  }

  private static func hash(_ list: ArraySlice<Double>) -> UInt64 {
    var hash = WordHash()
    for bound in list { hash.combine(bound.bitPattern) }
    return hash.value
  }
}
