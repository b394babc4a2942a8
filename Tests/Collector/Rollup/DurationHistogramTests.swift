import Foundation
import Rollups
import TestSupport
import Testing

@Suite("A histogram of durations")
struct DurationHistogramTests {
  enum Shape: CaseIterable {
    case lognormal, bimodal, constant, uniform, tiny, withZeros, extreme
  }

  private func durations(_ shape: Shape, count: Int, seed: UInt64) -> [UInt64] {
    var generator = SeededGenerator(seed: seed)
    func unit() -> Double { (Double(generator.next() >> 11) + 0.5) / 9_007_199_254_740_992 }
    return (0..<count).map { _ in
      switch shape {
      case .lognormal: UInt64(exp(15 + 1.5 * sqrt(-2 * log(unit())) * cos(2 * .pi * unit())))
      case .bimodal: generator.isOne(in: 3) ? 2_000_000_000 + generator.next() % 1_000_000 : 1_000_000
      case .constant: 123_456_789
      case .uniform: generator.next() % 1_000_000_000
      case .tiny: generator.next() % 9
      case .withZeros: generator.isOne(in: 2) ? 0 : generator.next() % 5_000
      case .extreme: generator.next() >> (generator.next() % 64)
      }
    }
  }

  private func histogram(_ durations: [UInt64]) -> DurationHistogram {
    DurationHistogram(ascending: durations.sorted())
  }

  @Test("knows every quantile to within 1.1 %", arguments: Shape.allCases, [1, 2, 3, 10, 999, 20_000])
  func quantiles(shape: Shape, count: Int) throws {
    let sorted = durations(shape, count: count, seed: UInt64(count)).sorted()
    let histogram = histogram(sorted)
    for fraction in [0, 0.001, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1] {
      let rank = fraction * Double(count - 1)
      let lower = Double(sorted[Int(rank)])
      let upper = Double(sorted[min(Int(rank) + 1, count - 1)])
      let exact = lower + (upper - lower) * (rank - rank.rounded(.down))
      let quantile = try #require(histogram.quantile(fraction))
      #expect(abs(quantile - exact) <= 0.011 * exact, "\(fraction) of \(shape): \(quantile), not \(exact)")
    }
    #expect(histogram.quantile(0) == Double(sorted[0]))
    #expect(histogram.quantile(1) == Double(sorted[count - 1]))
  }

  @Test("counts and sums exactly", arguments: Shape.allCases)
  func exactness(shape: Shape) {
    let list = durations(shape, count: 5_000, seed: 7)
    let histogram = histogram(list)
    #expect(histogram.count == 5_000)
    #expect(histogram.sum == list.reduce(UInt128(0)) { $0 + UInt128($1) })
    #expect(histogram.minimum == list.min())
    #expect(histogram.maximum == list.max())
    #expect(histogram.zeroCount == UInt64(list.count { $0 == 0 }))
    #expect(histogram.zeroCount + histogram.buckets.reduce(0) { $0 + $1.count } == 5_000)
    for bucket in histogram.buckets {
      let expected = list.count { $0 > 0 && DurationScale.index(of: $0) == bucket.index }
      #expect(bucket.count == UInt64(expected))
    }
  }

  @Test("merges into the histogram of all, in any order", arguments: [UInt64(1), 2, 3, 4, 5])
  func merging(seed: UInt64) {
    let parts = Shape.allCases.map { durations($0, count: 300, seed: seed) }
    let whole = histogram(parts.flatMap(\.self))
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<10 {
      var histograms = parts.map(histogram) + [DurationHistogram()]
      while histograms.count > 1 {
        histograms.shuffle(using: &generator)
        let last = histograms.removeLast()
        histograms[0].merge(last)
      }
      #expect(histograms[0] == whole, "seed \(seed)")
    }
  }

  @Test("of nothing has no quantile, and no fraction outside 0...1 has one")
  func nothing() {
    #expect(DurationHistogram().quantile(0.5) == nil)
    #expect(DurationHistogram().mean == nil)
    for fraction in [-0.1, 1.1, Double.nan] { #expect(histogram([1]).quantile(fraction) == nil) }
  }
}
