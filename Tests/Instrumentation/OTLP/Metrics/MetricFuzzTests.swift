import OTLPFuzzing
import Testing

@Suite struct MetricFuzzTests {
  @Test(arguments: [1, 2] as [UInt64])
  func `10,000 mutated metrics bodies keep every promise of the codec`(_ seed: UInt64) throws {
    let fuzzer = MetricFuzzer(seed: seed)
    var report = MetricFuzzer.Report()
    for number in 0..<10_000 { try fuzzer.run(number, into: &report) }
    // The mutations must reach both sides: whole batches, rejected points, and every kind of refusal.
    #expect(report.decodedCount.values.allSatisfy { $0 > 1000 })
    #expect(report.pointCount > 1000)
    #expect(report.rejectedPointCount > 20)
    #expect(report.errorCounts.count >= 10)
  }
}
