import TelemetryModel
import Testing

struct TimestampTests {
  @Test("The time of day is one of this century")
  func now() {
    #expect((1_700_000_000_000_000_000..<4_102_444_800_000_000_000).contains(Timestamp.now.nanoseconds))
  }

  @Test(
    "Moments are read to the nanosecond, before 1970 and after 2554 as well",
    arguments: [
      ("2023-11-14T22:13:20Z", 1_700_000_000_000_000_000), ("2023-11-14 22:13:20.5z", 1_700_000_000_500_000_000),
      ("2023-11-14t23:13:20.123456789123+01:00", 1_700_000_000_123_456_789),
      ("2023-11-14T23:13:20 01:00", 1_700_000_000_000_000_000), ("1969-12-31T23:59:59.9Z", -100_000_000),
      ("9999-12-31T23:59:60Z", 253_402_300_800_000_000_000), ("0000-01-01T00:00:00Z", -62_167_219_200_000_000_000),
    ] as [(String, Int128)])
  func moments(text: String, nanoseconds: Int128) {
    #expect(RFC3339.nanoseconds(text) == nanoseconds)
  }

  @Test(
    "Without a zone a moment is read only where that is asked for", arguments: ["2026-01-02", "2026-01-02T03:04:05.1"])
  func zones(text: String) {
    #expect(RFC3339.nanoseconds(text) == nil)
    #expect(RFC3339.nanoseconds(text, isZoneOptional: true) != nil)
  }
}
