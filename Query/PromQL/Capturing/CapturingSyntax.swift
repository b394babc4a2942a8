/// A parsed expression with groups.
indirect enum CapturingSyntax {
  case set(ScalarRanges)
  case textStart, textEnd
  case sequence([CapturingSyntax])
  case choice([CapturingSyntax])
  /// `maximum` is `nil` for no bound.
  case repetition(CapturingSyntax, minimum: Int, maximum: Int?, isLazy: Bool)
  case group(CapturingSyntax, number: Int)
}

/// The characters that may stand at a place.
struct ScalarRanges {
  var ranges: [ClosedRange<UInt32>]
  var isInverted = false
  var ignoresCase = false

  func contains(_ scalar: Unicode.Scalar) -> Bool {
    var isFound = ranges.contains { $0.contains(scalar.value) }
    if !isFound, ignoresCase, scalar.isASCII, UInt8(scalar.value) | 0x20 != UInt8(scalar.value) & ~0x20 {
      isFound = ranges.contains { $0.contains(scalar.value ^ 0x20) } && (UInt8(scalar.value) | 0x20).isLetter
    }
    return isFound != isInverted
  }

  static let all = ScalarRanges(ranges: [0...0x10FFFF])
  static let notLineFeed = ScalarRanges(ranges: [0x0A...0x0A], isInverted: true)

  /// The classes that a letter after a backslash means.
  static func named(_ name: Unicode.Scalar) -> ScalarRanges? {
    switch name {
    case "d": ScalarRanges(ranges: [0x30...0x39])
    case "w": ScalarRanges(ranges: [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    case "s": ScalarRanges(ranges: [0x09...0x0A, 0x0C...0x0D, 0x20...0x20])
    case "D", "W", "S":
      named(Unicode.Scalar(UInt8(name.value) | 0x20)).map { ScalarRanges(ranges: $0.ranges, isInverted: true) }
    default: nil
    }
  }

  /// The same characters, without inversion.
  var flattened: [ClosedRange<UInt32>] {
    guard isInverted else { return ranges }
    var gaps: [ClosedRange<UInt32>] = []
    var next: UInt32 = 0
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if range.lowerBound > next { gaps.append(next...(range.lowerBound - 1)) }
      next = max(next, range.upperBound + 1)
    }
    if next <= 0x10FFFF { gaps.append(next...0x10FFFF) }
    return gaps
  }
}
