import OTLPFuzzing
import Testing

@Suite struct FuzzTests {
  /// `make fuzz` runs a million; this shows in seconds that the harness works and that nothing obvious broke.
  @Test(arguments: [1, 2] as [UInt64])
  func `10,000 mutated bodies keep every promise of the codec`(_ seed: UInt64) throws {
    let fuzzer = OTLPFuzzer(seed: seed)
    var report = OTLPFuzzer.Report()
    for number in 0..<10_000 { try fuzzer.run(number, into: &report) }
    // The mutations must reach both sides: whole batches, rejected spans, and every kind of refusal.
    #expect(report.decodedCount.values.allSatisfy { $0 > 1000 })
    #expect(report.rejectedSpanCount > 0)
    #expect(report.errorCounts.count >= 10)
  }
}
