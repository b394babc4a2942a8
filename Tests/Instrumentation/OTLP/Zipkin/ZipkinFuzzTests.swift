import OTLPFuzzing
import Testing

@Suite struct ZipkinFuzzTests {
  @Test(arguments: [1, 2] as [UInt64])
  func `4,000 mutated lists keep every promise of the decoder`(_ seed: UInt64) throws {
    let fuzzer = ZipkinFuzzer(seed: seed, protobuf: [ZipkinProtobufTests.full])
    var report = OTLPFuzzer.Report()
    for number in 0..<4_000 { try fuzzer.run(number, into: &report) }
    // The mutations must reach all sides: whole lists, rejected spans, and every kind of refusal.
    #expect(report.decodedCount.values.allSatisfy { $0 > 400 })
    #expect(report.rejectedSpanCount > 0)
    #expect(report.errorCounts.count >= 6)
  }
}
