import CorpusGenerator
import Testing

@Suite("The histogram of latencies")
struct LatencyHistogramTests {
  @Test("answers percentiles within a thousandth, never below what was recorded")
  func precision() {
    let seed: UInt64 = 20_261_122
    var random = SplitMix64(state: seed)
    var histogram = LatencyHistogram()
    var values: [UInt64] = []
    for _ in 0..<20_000 {
      let value = random.next(below: 1 << random.next(below: 41))
      values.append(value)
      histogram.record(value)
    }
    values.sort()
    for share in [0, 0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 1] {
      let exact = values[max(0, Int((share * 20_000).rounded(.up)) - 1)]
      let answer = histogram.percentile(share)
      #expect(answer >= exact && Double(answer) <= Double(exact) * 1.001, "share \(share), seed \(seed)")
    }
    #expect(histogram.maximum == values.last)
    #expect(histogram.count == 20_000)
  }

  @Test("that were merged are as one", arguments: [1, 7, 42] as [UInt64])
  func merging(seed: UInt64) {
    var random = SplitMix64(state: seed)
    var (left, right, both) = (LatencyHistogram(), LatencyHistogram(), LatencyHistogram())
    for index in 0..<1_000 {
      let value = random.next(below: index % 2 == 0 ? 5_000 : 1 << 35)
      if index % 2 == 0 { left.record(value) } else { right.record(value) }
      both.record(value)
    }
    left.merge(right)
    for percent in 0...100 {
      #expect(left.percentile(Double(percent) / 100) == both.percentile(Double(percent) / 100), "seed \(seed)")
    }
    #expect(left.count == both.count && left.maximum == both.maximum)
  }

  @Test("takes what is longer than it can tell for the longest, and nothing for zero")
  func bounds() {
    var histogram = LatencyHistogram()
    #expect(histogram.percentile(0.5) == 0 && histogram.mean == 0)
    histogram.record(UInt64.max)
    histogram.record(Duration.seconds(-1))
    #expect(histogram.maximum == LoadLimits.longestLatency)
    #expect(histogram.percentile(0.5) == 0)
    #expect(histogram.percentile(1) == LoadLimits.longestLatency)
  }
}
