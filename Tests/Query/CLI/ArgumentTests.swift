import OTLPFormat
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

  @Test("A header is a name and a value, and never two headers")
  func headers() {
    let header = HeaderArgument(argument: "authorization=Basic a=b==")
    #expect(header?.name == "authorization" && header?.value == "Basic a=b==")
    #expect(HeaderArgument(argument: "x-empty=")?.value == "")
    for text in ["", "=a", "no value", "a b=c", "a:b=c", "a=b\r\nc: d", "a=\u{7F}", "ä=b"] {
      #expect(HeaderArgument(argument: text) == nil, "\(text)")
    }
  }

  @Test("Signals are named once, twice or three times, and none else")
  func signals() {
    #expect(SignalList(argument: "traces")?.signals == [.traces])
    #expect(SignalList(argument: "metrics,logs,logs")?.signals == [.logs, .metrics])
    #expect(SignalList(argument: "logs,traces")?.defaultValueDescription == "traces,logs")
    for text in ["", "spans", "traces,", "traces, logs", "Traces"] { #expect(SignalList(argument: text) == nil) }
  }

  @Test("The socket that listens on a port is found in the system's table, and no other")
  func listeningSockets() {
    let table = """
        sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
         0: 0100007F:10DE 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0000000 100 0
         1: 0100007F:10DE 0100007F:B507 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0000000 100 0
         2: 0100007F:10DF 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0000000 100 0
         3: 00000000000000000000000001000000:10DE 00000000000000000000000000000000:0000 0A 0:0 00:0 0 0 0 4714 1 0
         4: broken
      """
    #expect(ServerProcess.listeningInodes(in: table, port: 4_318) == ["4711", "4714"])
    #expect(ServerProcess.listeningInodes(in: "", port: 4_318).isEmpty)
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
