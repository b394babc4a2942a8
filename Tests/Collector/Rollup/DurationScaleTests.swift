import Foundation
import Rollups
import TestSupport
import Testing

@Suite("The buckets of durations")
struct DurationScaleTests {
  @Test("have boundaries that are exact to the last bit")
  func boundaries() {
    for (step, boundary) in DurationScale.boundaries.enumerated() {
      // boundary <= 2^63 x 2^(step / 32) < boundary + 1, both raised to the power of 32.
      let target = Natural(1).shifted(by: 63 * 32 + step)
      #expect(Natural(boundary).power(of32: ()) <= target)
      if step > 0 { #expect(target < Natural(boundary + 1).power(of32: ())) }
    }
  }

  @Test("begin right above a boundary and end right at it")
  func edges() {
    for exponent in 0..<64 {
      let power = UInt64(1) << UInt64(exponent)
      #expect(DurationScale.index(of: power) == 32 * exponent - 1)
      // Shorter durations are further apart than boundaries.
      guard exponent >= 6 else { continue }
      for (step, boundary) in DurationScale.boundaries.enumerated() {
        let below = boundary >> UInt64(63 - exponent)
        #expect(DurationScale.index(of: below) == 32 * exponent + step - 1)
        #expect(DurationScale.index(of: below + 1) == 32 * exponent + step)
      }
    }
    #expect(DurationScale.index(of: 1) == DurationScale.indexes.lowerBound)
    #expect(DurationScale.index(of: .max) == DurationScale.indexes.upperBound)
  }

  @Test("have an estimate that is at most 1.1 % away from everything in them", arguments: [UInt64(1), 2, 3])
  func estimates(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<20_000 {
      let duration = max(1, generator.next() >> (generator.next() % 64))
      let estimate = DurationScale.estimate(of: DurationScale.index(of: duration))
      #expect(abs(estimate / Double(duration) - 1) <= 0.0109, "\(duration), seed \(seed)")
    }
  }
}

/// A natural number of any size; just what the proof of the boundaries needs.
private struct Natural: Comparable {
  /// Least significant first, no zeros at the end.
  private var words: [UInt32]

  init(_ value: UInt64) {
    words = [UInt32(truncatingIfNeeded: value), UInt32(truncatingIfNeeded: value >> 32)]
    trim()
  }

  func shifted(by bits: Int) -> Natural {
    var result = self
    result.words = Array(repeating: 0, count: bits / 32) + words
    for _ in 0..<bits % 32 { result = result.times(Natural(2)) }
    return result
  }

  func power(of32: ()) -> Natural {
    var result = self
    for _ in 0..<5 { result = result.times(result) }
    return result
  }

  private func times(_ other: Natural) -> Natural {
    var product = self
    product.words = Array(repeating: 0, count: words.count + other.words.count)
    for (i, left) in words.enumerated() {
      var carry: UInt64 = 0
      for (j, right) in other.words.enumerated() {
        let sum = UInt64(left) * UInt64(right) + UInt64(product.words[i + j]) + carry
        product.words[i + j] = UInt32(truncatingIfNeeded: sum)
        carry = sum >> 32
      }
      product.words[i + other.words.count] = UInt32(carry)
    }
    product.trim()
    return product
  }

  private mutating func trim() { while words.last == 0 { words.removeLast() } }

  static func < (left: Natural, right: Natural) -> Bool {
    if left.words.count != right.words.count { return left.words.count < right.words.count }
    return left.words.reversed().lexicographicallyPrecedes(right.words.reversed())
  }
}
