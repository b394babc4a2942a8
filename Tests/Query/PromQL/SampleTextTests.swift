import PromQL
import Testing

@Suite struct SampleTextTests {
  @Test(
    "Numbers are written as Go writes them",
    arguments: [
      (0, "0", "0"), (-0.0, "-0", "-0"), (1, "1", "1"), (0.1, "0.1", "0.1"), (1e6, "1000000", "1000000"),
      (123456789.125, "123456789.125", "123456789.125"), (1e20, "100000000000000000000", "100000000000000000000"),
      (1e21, "1000000000000000000000", "1e+21"), (1.5e-7, "0.00000015", "1.5e-07"), (1e-6, "0.000001", "0.000001"),
      (-2.5e300, "-25" + String(repeating: "0", count: 299), "-2.5e+300"),
      (.leastNonzeroMagnitude, "0." + String(repeating: "0", count: 323) + "5", "5e-324"),
      (.nan, "NaN", "NaN"), (.infinity, "+Inf", "+Inf"), (-.infinity, "-Inf", "-Inf"),
      (0.30000000000000004, "0.30000000000000004", "0.30000000000000004"),
    ] as [(Double, String, String)])
  func numbers(value: Double, decimal: String, json: String) {
    #expect(SampleText.decimal(value) == decimal)
    #expect(SampleText.json(value) == json)
  }

  @Test("Written numbers read back as they were")
  func roundTrip() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SplitMix(state: seed)
    for _ in 0..<2_000 {
      let value = Double(bitPattern: generator.next())
      if value.isNaN { continue }
      #expect(Double(SampleText.decimal(value).replacing("Inf", with: "inf")) == value, "seed \(seed)")
      #expect(Double(SampleText.json(value).replacing("Inf", with: "inf")) == value, "seed \(seed)")
    }
  }

  @Test(
    "Times are written in seconds with at most three decimals",
    arguments: [(0, "0"), (1_500, "1.500"), (1_700_000_000_001, "1700000000.001"), (-1_250, "-1.250")]
      as [(Int64, String)])
  func times(milliseconds: Int64, text: String) {
    #expect(SampleText.seconds(milliseconds: milliseconds) == text)
  }
}
