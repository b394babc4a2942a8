import TelemetryModel
import TerminalUI
import TestSupport
import Testing

struct ValueTextTests {
  @Test(
    "Durations have three digits and a fitting unit",
    arguments: [
      (0, "0ns"), (999, "999ns"), (1_000, "1µs"), (1_234, "1.23µs"), (12_345, "12.3µs"), (123_456, "123µs"),
      (999_499, "999µs"),
      (999_999, "1ms"), (1_500_000, "1.5ms"), (59_940_000_000, "59.9s"), (59_960_000_000, "1m0s"),
      (61_000_000_000, "1m1s"),
      (3_599_600_000_000, "1h0m0s"), (7_384_000_000_000, "2h3m4s"), (45_296_000_000_000, "12h34m"),
      (360_000_000_000_000, "100h"), (.max, "5124095h"),
    ] as [(UInt64, String)])
  func durations(nanoseconds: UInt64, expected: String) {
    #expect(DurationText.short(nanoseconds: nanoseconds) == expected)
  }

  @Test(
    "Moments are written as RFC 3339 in UTC",
    arguments: [
      (1_700_000_000_123_456_789, "2023-11-14T22:13:20.123456789Z"),
      (951_782_400_000_000_000, "2000-02-29T00:00:00.000000000Z"),
      (1, "1970-01-01T00:00:00.000000001Z"), (.max, "2554-07-21T23:34:33.709551615Z"), (0, "unknown"),
    ] as [(UInt64, String)])
  func moments(nanoseconds: UInt64, expected: String) {
    #expect(TimestampText.of(Timestamp(nanoseconds: nanoseconds), .nanoseconds) == expected)
  }

  @Test(
    "Moments are read in every form of RFC 3339",
    arguments: [
      ("2023-11-14T22:13:20Z", 1_700_000_000_000_000_000), ("2023-11-14 22:13:20.5", 1_700_000_000_500_000_000),
      ("2023-11-14t23:13:20.123456789123+01:00", 1_700_000_000_123_456_789),
      ("2023-11-14T17:43:20-04:30", 1_700_000_000_000_000_000), ("2000-02-29", 951_782_400_000_000_000),
      ("1970-01-01", 0),
    ] as [(String, UInt64)])
  func readMoments(text: String, nanoseconds: UInt64) {
    #expect(TimestampText.parse(text) == Timestamp(nanoseconds: nanoseconds))
  }

  @Test(
    "What is no moment is refused",
    arguments: [
      "", "now", "2023-13-01", "2023-02-29", "2023-11-14T", "2023-11-14T24:00:00Z", "2023-11-14T10:00:00.Z",
      "9999-01-01",
      "2023-11-14T10:00:00+1", "1969-12-31", "2023-11-14Z", "2023-11-14T10:00:00ZZ", "20231114",
    ])
  func refusedMoments(text: String) {
    #expect(TimestampText.parse(text) == nil)
  }

  @Test("Written moments are read back")
  func roundTrip() {
    let seed: UInt64 = 0x5EED_0003
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<500 {
      let moment = Timestamp(nanoseconds: .random(in: 1 ... .max, using: &generator))
      #expect(TimestampText.parse(TimestampText.of(moment, .nanoseconds)) == moment, "seed \(seed)")
    }
  }

  @Test("Numbers are grouped and bytes scaled")
  func numbers() {
    #expect(NumberText.grouped(97_770) == "97,770")
    #expect(NumberText.grouped(-1_234_567) == "-1,234,567")
    #expect(NumberText.grouped(12) == "12")
    #expect(NumberText.bytes(999) == "999 B")
    #expect(NumberText.bytes(1_000) == "1.00 kB")
    #expect(NumberText.bytes(2_840_730) == "2.84 MB")
    #expect(NumberText.bytes(999_999) == "1.00 MB")
    #expect(NumberText.counted(1, "span") == "1 span")
    #expect(NumberText.counted(0, "span") == "0 spans")
  }
}
