/// The place of a shape in an `AttributeShapeTable`. Code 0 is always the empty shape.
package typealias ShapeCode = UInt32

/// One attribute of a shape: its key and the kind of its value.
package struct AttributeSlot: Hashable, Sendable, BitwiseCopyable {
  package var key: StringCode
  package var kind: AttributeKind

  @inlinable
  package init(key: StringCode, kind: AttributeKind) {
    self.key = key
    self.kind = kind
  }

  @inlinable
  var word: UInt64 { UInt64(key) << 8 | UInt64(kind.rawValue) }
}

/// Ordered lists of (key, kind), each kept once.
///
/// The spans of one operation carry the same keys in the same order again and again: with shapes, an attribute list
/// costs one code and its bare payloads, and "which place has key K" is answered per shape instead of per span.
package struct AttributeShapeTable: Sendable {
  /// The slots of all shapes, one shape after the other.
  package private(set) var slots: [AttributeSlot]
  /// Where each shape ends in `slots`.
  package private(set) var ends: [UInt32]
  /// Open addressing as in `StringTable`; empty until the first `intern`.
  private var index: [UInt64]

  package init() {
    slots = []
    ends = [0]
    index = []
  }

  /// A table of shapes that are known to be distinct, the first of them empty, as a segment holds them.
  package init(slots: [AttributeSlot], ends: [UInt32]) {
    precondition(ends.first == 0 && Int(ends[ends.count - 1]) == slots.count, "the first shape is the empty one")
    self.slots = slots
    self.ends = ends
    index = []
  }

  @inlinable
  package var count: Int { ends.count }

  @inline(__always)
  package func bounds(of shape: ShapeCode) -> Range<Int> {
    let position = Int(shape)
    return (position == 0 ? 0 : Int(ends[position - 1]))..<Int(ends[position])
  }

  /// The slots of a shape, in the sender's order.
  package subscript(shape: ShapeCode) -> ArraySlice<AttributeSlot> { slots[bounds(of: shape)] }

  package func slotCount(of shape: ShapeCode) -> Int { bounds(of: shape).count }

  /// The code of a list of slots, added when it is new. O(slots).
  package mutating func intern(_ list: [AttributeSlot]) -> ShapeCode { intern(list[...]) }

  package mutating func intern(_ list: ArraySlice<AttributeSlot>) -> ShapeCode {
    if list.isEmpty { return 0 }
    if (ends.count + 1) * 2 > index.count { growIndex() }
    let hash = Self.hash(list)
    let mask = index.count - 1
    var place = Int(truncatingIfNeeded: hash) & mask
    while true {
      let entry = index[place]
      if entry == 0 { break }
      if entry >> 32 == hash, isEqual(ShapeCode(truncatingIfNeeded: entry), list) {
        return ShapeCode(truncatingIfNeeded: entry)
      }
      place = (place + 1) & mask
    }
    let code = ShapeCode(ends.count)
    index[place] = hash << 32 | UInt64(code)
    slots.append(contentsOf: list)
    ends.append(UInt32(slots.count))
    return code
  }

  @inline(__always)
  private func isEqual(_ shape: ShapeCode, _ list: ArraySlice<AttributeSlot>) -> Bool {
    let bounds = bounds(of: shape)
    guard bounds.count == list.count else { return false }
    var position = bounds.lowerBound
    for slot in list {
      if slots[position].word != slot.word { return false }
      position += 1
    }
    return true
  }

  @inline(__always)
  private static func hash(_ list: ArraySlice<AttributeSlot>) -> UInt64 {
    var hash = WordHash()
    for slot in list { hash.combine(slot.word) }
    return hash.value
  }

  private mutating func growIndex() {
    var capacity = max(32, index.count * 2)
    while (ends.count + 1) * 2 > capacity { capacity *= 2 }
    var grown = [UInt64](repeating: 0, count: capacity)
    let mask = capacity - 1
    for code in 1..<ShapeCode(max(1, ends.count)) {
      let hash = Self.hash(self[code])
      var place = Int(truncatingIfNeeded: hash) & mask
      while grown[place] != 0 { place = (place + 1) & mask }
      grown[place] = hash << 32 | UInt64(code)
    }
    index = grown
  }
}
