/// Sebastiano Vigna's generator: small, quick, and the same everywhere.
package struct SplitMix64: Sendable {
  var state: UInt64

  /// - Parameter state: the seed.
  package init(state: UInt64) { self.state = state }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }

  package mutating func next(below bound: UInt64) -> UInt64 { next().multipliedFullWidth(by: bound).high }

  /// In 0..<1.
  package mutating func nextUnit() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }
}

extension SplitMix64 {
  package mutating func number(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next(below: UInt64(range.count)))
  }

  package mutating func isOne(in count: UInt64) -> Bool { next(below: count) == 0 }

  package mutating func pick<Element>(_ elements: [Element]) -> Element { elements[number(0...elements.count - 1)] }

  /// An index below `count`; the first ones come far more often, as the popular ones of anything do.
  package mutating func skewedIndex(below count: Int) -> Int {
    let unit = nextUnit()
    return min(count - 1, Int(unit * unit * unit * Double(count)))
  }
}
