import ArgumentParser
import QueryAPI
import TelemetryModel
import TelemetryStorage

/// The time that a command about rates looks at: the last hour unless the user says otherwise.
struct RecentOptions: ParsableArguments {
  @Option(help: ArgumentHelp("How far to look back, such as 15m, 6h or 7d. Default: 1h.", valueName: "duration"))
  var since: DurationArgument?

  @Option(help: ArgumentHelp("Where to begin instead (RFC 3339, a date, or Unix time).", valueName: "time"))
  var start: TimeArgument?

  @Option(help: ArgumentHelp("Where to end. Default: now.", valueName: "time"))
  var end: TimeArgument?

  private static let usual: UInt64 = 3_600_000_000_000

  func validate() throws {
    if since != nil && start != nil { throw ValidationError("--since and --start exclude each other") }
    if let start, let end, end.moment < start.moment { throw ValidationError("--end lies before --start") }
  }

  var range: TimeRange {
    get throws {
      let end = end?.moment ?? .now
      let length = min(since?.nanoseconds ?? Self.usual, end.nanoseconds)
      guard let range = TimeRange(start: start?.moment ?? Timestamp(nanoseconds: end.nanoseconds - length), end: end)
      else { throw ValidationError("--start lies in the future") }
      return range
    }
  }
}
