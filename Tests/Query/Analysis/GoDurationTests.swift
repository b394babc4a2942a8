import Testing
import TraceAnalysis

struct GoDurationTests {
  @Test(
    arguments: [
      ("0", 0), ("100us", 100_000), ("1.5ms", 1_500_000), ("2s", 2_000_000_000), ("1m", 60_000_000_000),
      ("4500ns", 4_500), ("1h2m", 3_720_000_000_000), ("3µs", 3_000), ("3μs", 3_000), ("-1.5h", -5_400_000_000_000),
      ("+5s", 5_000_000_000), (".5s", 500_000_000), ("1.s", 1_000_000_000), ("0.0000000019s", 1),
      ("0.1h", 360_000_000_000),
      ("2562047h47m16.854775807s", Int64.max), ("1s1s", 2_000_000_000),
      ("1.00000000000000000000001s", 1_000_000_000),
    ])
  func `Go's notation is read`(text: String, nanoseconds: Int64) {
    #expect(GoDuration.nanoseconds(text) == nanoseconds)
  }

  @Test(
    arguments: [
      "", "1", "15", "ms", "1.5", ".s", "-", "+", "1 s", " 1s", "1s ", "1S", "1d", "--1s", "1s-1s", "1,5s", "0x1s",
      "2562047h47m16.854775808s", "99999999999999999999s", "9999999999999h", "٣s", "1.5.5s", "1e3s",
    ])
  func `anything else is refused`(text: String) {
    #expect(GoDuration.nanoseconds(text) == nil)
  }

  @Test(
    arguments: [
      (0, "0s"), (1, "1ns"), (999, "999ns"), (1_500, "1.5µs"), (1_100_000, "1.1ms"), (2_000_000_000, "2s"),
      (61_001_000_000, "1m1.001s"), (3_600_000_000_000, "1h0m0s"), (-1_500_000, "-1.5ms"),
      (Int64.min, "-2562047h47m16.854775808s"),
    ])
  func `durations are written as Go writes them`(nanoseconds: Int64, text: String) {
    #expect(GoDuration.text(nanoseconds: nanoseconds) == text)
  }
}
