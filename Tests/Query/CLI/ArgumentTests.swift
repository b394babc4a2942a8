import QueryEngine
import TelemetryModel
import Testing
import skein

struct ArgumentTests {
  @Test(
    "Times are RFC 3339, dates or Unix time in any unit",
    arguments: [
      ("2023-11-14T22:13:20Z", 1_700_000_000_000_000_000), ("2023-11-14", 1_699_920_000_000_000_000),
      ("1700000000", 1_700_000_000_000_000_000), ("1700000000123", 1_700_000_000_123_000_000),
      ("1700000000123456", 1_700_000_000_123_456_000), ("1700000000123456789", 1_700_000_000_123_456_789), ("0", 0),
    ] as [(String, UInt64)])
  func times(text: String, nanoseconds: UInt64) {
    #expect(TimeArgument(argument: text)?.moment == Timestamp(nanoseconds: nanoseconds))
  }

  @Test("What is no time is refused", arguments: ["", "yesterday", "-1", "12345678901234567890", "2023-11-14T", "1e9"])
  func noTimes(text: String) {
    #expect(TimeArgument(argument: text) == nil)
  }

  @Test(
    "Durations are Go's, and days",
    arguments: [
      ("250us", 250_000), ("1.5ms", 1_500_000), ("1h30m", 5_400_000_000_000), ("7d", 604_800_000_000_000), ("0", 0),
    ] as [(String, UInt64)])
  func durations(text: String, nanoseconds: UInt64) {
    #expect(DurationArgument(argument: text)?.nanoseconds == nanoseconds)
  }

  @Test(
    "What is no duration is refused", arguments: ["", "5", "-1s", "d", "1 s", "99999999999999999999d", "300000d3h"])
  func noDurations(text: String) {
    #expect(DurationArgument(argument: text) == nil)
  }

  @Test("A tag is split at its first equals sign")
  func tags() {
    #expect(TagArgument(argument: "a=b=c")?.tag == TraceQuery.Tag("a", "b=c"))
    #expect(TagArgument(argument: "a=")?.tag == TraceQuery.Tag("a", ""))
    #expect(TagArgument(argument: "=b") == nil)
    #expect(TagArgument(argument: "ab") == nil)
  }

  @Test("The address of a server loses its last slash and must be HTTP")
  func servers() {
    #expect(ServerURL(argument: "http://h:1/base/")?.text == "http://h:1/base")
    for text in ["h:1", "http://", "file:///x", "http://h?x", "http://h\n"] {
      #expect(ServerURL(argument: text) == nil)
    }
  }

  @Test("The database lies where the environment says")
  func defaultPaths() {
    func path(_ environment: [String: String]) -> String { DefaultPaths { environment[$0] }.database }
    #expect(path(["SKEIN_DB": "my.db", "HOME": "/h"]) == "my.db")
    #expect(path(["SKEIN_DB": "", "XDG_DATA_HOME": "/x", "HOME": "/h"]) == "/x/skein/skein.db")
    #expect(path(["XDG_DATA_HOME": "relative", "HOME": "/h"]) == "/h/.local/share/skein/skein.db")
    #expect(path([:]) == "skein.db")
  }
}
