/// A parsed regular expression.
indirect enum PatternSyntax {
  case scalars(ScalarSet)
  case textStart
  case textEnd
  /// An empty sequence matches the empty text.
  case sequence([PatternSyntax])
  case choice([PatternSyntax])
  /// `maximum` is `nil` for no bound.
  case repetition(PatternSyntax, minimum: Int, maximum: Int?)
}

/// Unicode scalars as rising ranges with gaps between them.
struct ScalarSet: Hashable, Sendable {
  private(set) var ranges: [ClosedRange<UInt32>]

  static let last: UInt32 = 0x10FFFF
  static let all = ScalarSet([0...last])
  static let digits = ScalarSet([0x30...0x39])
  static let wordCharacters = ScalarSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
  /// As in RE2: tab, line feed, form feed, carriage return, space.
  static let whitespace = ScalarSet([0x09...0x0A, 0x0C...0x0D, 0x20...0x20])

  init(_ ranges: [ClosedRange<UInt32>]) {
    self.ranges = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = self.ranges.last, range.lowerBound <= last.upperBound + 1 {
        self.ranges[self.ranges.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        self.ranges.append(range)
      }
    }
  }

  init(_ scalar: UInt32) { ranges = [scalar...scalar] }

  var inverted: ScalarSet {
    var gaps: [ClosedRange<UInt32>] = []
    var next: UInt32 = 0
    for range in ranges {
      if range.lowerBound > next { gaps.append(next...(range.lowerBound - 1)) }
      next = range.upperBound + 1
    }
    if next <= Self.last { gaps.append(next...Self.last) }
    return ScalarSet(gaps)
  }
}
