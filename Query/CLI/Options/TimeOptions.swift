import ArgumentParser
import QueryAPI
import TelemetryModel
import TelemetryStorage

/// The time that a command looks at: all of it unless the user says otherwise.
struct TimeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Only spans that started within this time before now, such as 15m, 6h or 7d.", valueName: "duration"))
  var since: DurationArgument?

  @Option(
    help: ArgumentHelp(
      "Only spans that started at this time or later (RFC 3339, a date, or Unix time).", valueName: "time"))
  var start: TimeArgument?

  @Option(help: ArgumentHelp("Only spans that started at this time or earlier.", valueName: "time"))
  var end: TimeArgument?

  func validate() throws {
    if since != nil && start != nil { throw ValidationError("--since and --start exclude each other") }
    if let start, let end, end.moment < start.moment { throw ValidationError("--end lies before --start") }
  }

  var range: TimeRange {
    get throws {
      let start =
        start?.moment ?? since.map { Self.moment(before: .now, by: $0.nanoseconds) } ?? TimeRange.all.start
      guard let range = TimeRange(start: start, end: end?.moment ?? TimeRange.all.end) else {
        throw ValidationError("--end lies before the time that --since begins at")
      }
      return range
    }
  }

  private static func moment(before moment: Timestamp, by nanoseconds: UInt64) -> Timestamp {
    Timestamp(nanoseconds: moment.nanoseconds - min(nanoseconds, moment.nanoseconds))
  }
}
